import { catalogue } from "../words/words.js";

/** The names of badges, also of those that a person chooses for the profile: answers of the API have them in English. */
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
    Connector: "همزة وصل",
    Creator: "مبدع",
    Thinker: "مفكر",
    Builder: "بنّاء",
    Explorer: "مستكشف",
    Visionary: "صاحب رؤية",
    "Calm Presence": "حضور هادئ",
    "Funny Friend": "رفيق مرح",
    Listener: "مستمع",
    Leader: "قائد",
  },
});

export const badgeName = (name: string): string => names.value[name] ?? name;
