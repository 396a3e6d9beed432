import { ar, arCount, enCount } from "../../words/plural.js";
import { catalogue } from "../../words/words.js";

export const mapWords = catalogue({
  en: {
    label: (count: number) => `A map with ${enCount(count, "event", "events")}; the list beside it has the same ones.`,
    here: (count: number) => `${enCount(count, "event", "events")} here`,
    many: (count: number, names: string[]) => `${enCount(count, "event", "events")}: ${names.join(", ")}${count > names.length ? "…" : ""}`,
    all: "Show all",
    without: (count: number) =>
      `${enCount(count, "event has", "events have")} no position. You find ${count === 1 ? "it" : "them"} in the list without the map.`,
    reader: "You are about here",
    nearer: "Zoom in",
    farther: "Zoom out",
    north: "N ↑",
  },
  ar: {
    label: (count: number) =>
      `خريطة فيها ${arCount(count, "فعالية واحدة", "فعاليتان", "فعاليات", "فعالية", "فعالية")}، والقائمة بجانبها فيها الفعاليات نفسها.`,
    here: (count: number) => `${arCount(count, "فعالية واحدة", "فعاليتان", "فعاليات", "فعالية", "فعالية")} هنا`,
    // The number is seen on the pin, so it is in its name too.
    many: (count: number, names: string[]) => `الفعاليات ${ar(count)}: ${names.join("، ")}${count > names.length ? "…" : ""}`,
    all: "اعرض الكل",
    without: (count: number) =>
      `${arCount(count, "فعالية واحدة بلا موقع", "فعاليتان بلا موقع", "فعاليات بلا موقع", "فعالية بلا موقع", "فعالية بلا موقع")}، تجدها في القائمة بلا خريطة.`,
    reader: "أنت هنا تقريبًا",
    nearer: "كبّر",
    farther: "صغّر",
    north: "ش ↑",
  },
});
