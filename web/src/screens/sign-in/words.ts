import { catalogue } from "../../words/words.js";

/** Texts of the way through a provider (OpenID Connect). */
export const providerWords = catalogue({
  en: {
    use: (name: string) => `Continue with ${name}`,
    link: (name: string) => `Link ${name}`,
    linked: (name: string) => `${name} is linked: you can sign in with it from now on.`,
    foreign: "This sign-in did not begin in this tab, so it was not used.",
    declined: (name: string) => `${name} did not sign you in. Try again, or choose another way.`,
    known: (name: string) =>
      `There is an account with your email address already. Sign in to it, or set a new password, then link ${name} in its security settings.`,
  },
  ar: {
    use: (name: string) => `تابع عبر ${name}`,
    link: (name: string) => `اربط ${name}`,
    linked: (name: string) => `رُبط ${name}، ويمكنك الدخول عبره من الآن.`,
    foreign: "لم يبدأ هذا الدخول في هذه النافذة، فلم يُستعمل.",
    declined: (name: string) => `لم يسجّل ${name} دخولك. حاول مرة أخرى أو اختر طريقة أخرى.`,
    known: (name: string) => `لديك حساب بهذا البريد. ادخل إليه، أو عيّن كلمة مرور جديدة، ثم اربط ${name} من إعدادات الأمان فيه.`,
  },
});
