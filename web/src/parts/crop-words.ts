import { catalogue } from "../words/words.js";

export const cropWords = catalogue({
  en: {
    title: "Choose the part that shows",
    frame: "Picture. The arrow keys move it, plus and minus change its size.",
    hint: "Drag the picture, or tap the point that should be in the middle.",
    size: "Size",
    use: "Use it",
    tooLarge: "The picture is too large: 40 MiB are the limit.",
    unreadable: "This file is no picture that the browser can read.",
  },
  ar: {
    title: "اختر الجزء الظاهر",
    frame: "الصورة. تحركها الأسهم، ويغيّر زائد وناقص حجمها.",
    hint: "اسحب الصورة، أو انقر النقطة التي تريدها في الوسط.",
    size: "الحجم",
    use: "استخدمها",
    tooLarge: "الصورة كبيرة جدًا: الحد أربعون ميغابايت.",
    unreadable: "ليس هذا الملف صورة يستطيع المتصفح قراءتها.",
  },
});
