import { catalogue } from "../words/words.js";

/** The names of badges, which answers of the API have in English where they only name one. */
const names = catalogue({
  en: {} as Record<string, string>,
  ar: {
    Insightful: "متأمل",
    Connected: "على تواصل",
    Founder: "مؤسس",
    Neighbour: "حُسن الجوار",
    Steady: "مثابر",
    Devoted: "مواظب",
    Learner: "متعلم",
    Scholar: "باحث",
  },
});

export const badgeName = (name: string): string => names.value[name] ?? name;
