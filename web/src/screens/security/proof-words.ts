import { catalogue } from "../../words/words.js";

/** Texts of a login with a second step, and of a new proof. */
export const proofWords = catalogue({
  en: {
    title: "Is it you?",
    text: "This changes how your account is protected, so prove once more that it is yours.",
    password: "Password",
    code: "Code of your authenticator app",
    codeHint: "Six digits. Without the app, use one of your recovery codes.",
    go: "Continue",
    passkey: "Use a passkey",
    signIn: "Sign in with a passkey",
    second: "One more step",
    secondText: "Your account asks for a code, too.",
    again: "Begin again",
    needed: "Your role needs a second factor: set it up here.",
  },
  ar: {
    title: "هل هذا أنت؟",
    text: "يغيّر هذا حماية حسابك، فأثبت مرة أخرى أنه لك.",
    password: "كلمة المرور",
    code: "رمز تطبيق المصادقة",
    codeHint: "ستة أرقام. إن لم يكن التطبيق معك فاستعمل أحد رموز الاسترداد.",
    go: "تابع",
    passkey: "استعمل مفتاح مرور",
    signIn: "ادخل بمفتاح مرور",
    second: "خطوة أخرى",
    secondText: "يطلب حسابك رمزًا أيضًا.",
    again: "ابدأ من جديد",
    needed: "يحتاج دورك إلى عامل ثانٍ: أعدّه هنا.",
  },
});
