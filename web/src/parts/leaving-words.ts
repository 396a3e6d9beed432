import { catalogue } from "../words/words.js";

/** Texts of the question before a link to another site. */
export const leavingWords = catalogue({
  en: {
    title: "This link leads to another site",
    text: "Check the address before you sign in or pay there.",
    go: (site: string) => `Go to ${site}`,
    stay: "Stay here",
  },
  ar: {
    title: "يقود هذا الرابط إلى موقع آخر",
    text: "تحقق من العنوان قبل أن تسجّل الدخول أو تدفع هناك.",
    go: (site: string) => `انتقل إلى ${site}`,
    stay: "ابقَ هنا",
  },
});
