// The language of the page, and everything that follows from it: texts, direction, dates, amounts.
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { recalled, remember } from "../app/device.js";
import { en, type Messages } from "./en.js";

export type Language = "en" | "ar";
export const languages: Record<Language, string> = { en: "English", ar: "العربية" };

const Kept = "community.language";
const catalogues: Partial<Record<Language, Messages>> = { en };

/** The language chosen before; else the first of the browser's that we have; else English. */
function initial(): Language {
  const kept = recalled(Kept);
  // A page that the server rendered has the language of its address, or of the browser.
  const asked = new URLSearchParams(location.search).get("lang");
  const preferred = [asked, kept, ...navigator.languages].map((tag) => tag?.slice(0, 2)).find((tag) => tag === "en" || tag === "ar");
  return (preferred as Language | undefined) ?? "en";
}

export const language = signal<Language>("en");
/** The texts of the present language. */
export const words = computed<Messages>(() => catalogues[language.value] ?? en);
/** For Intl: the reader's own variant of the language, if the browser names one. */
export const locale = computed(
  () => navigator.languages.find((tag) => tag.startsWith(`${language.value}-`)) ?? (language.value === "ar" ? "ar-AE" : "en-GB"),
);

/** Milliseconds: the first page does not share its time with sentences for what it may be refused. */
const RefusalDelay = 2500;

/** The language that was asked for last: a catalogue that comes later changes nothing. */
let wanted: Language | undefined;

/** Shows the page in a language. Its catalogue is loaded first. */
export function speak(next: Language = initial()): Promise<void> {
  wanted = next;
  const load = async () => {
    if (next === "ar") {
      // The page names the font for Latin letters alone. Where there are no fonts, as in units, nothing is lost.
      void document.fonts?.load('1em "Readex Pro Variable"', "ع").catch(() => {});
    }
    if (next === "ar" && !catalogues.ar) {
      const arabic = await import("./ar.js");
      catalogues.ar = arabic.ar;
      setTimeout(() => void arabic.readRefusals(), RefusalDelay);
    }
    if (wanted === next) {
      language.value = next;
    }
  };
  speaking = load();
  return speaking;
}

let speaking = Promise.resolve();
/** Ends when the texts are those of the reader's language. What is said at the start of the page waits for it. */
export const spoken = (): Promise<void> => speaking;

/** Speaks a language that the reader chose, and keeps the choice. */
export async function choose(next: Language): Promise<void> {
  remember(Kept, next);
  await speak(next);
  if (next === "ar") {
    await (await import("./ar.js")).readRefusals();
  }
}

effect(() => {
  document.documentElement.lang = language.value;
  document.documentElement.dir = language.value === "ar" ? "rtl" : "ltr";
});

/** Texts that belong to one screen and are loaded with it. The Arabic ones have to be the same in kind. */
export const catalogue = <Texts>(all: { en: Texts; ar: NoInfer<Texts> }): ReadonlySignal<Texts> => {
  const texts = computed(() => all[language.value]);
  made.push(all);
  return texts;
};

/** A text in English and in Arabic, or texts by their names. */
type Pairs = readonly [en: unknown, ar: unknown] | { readonly [name: string]: Pairs };

const isPair = (pairs: Pairs): pairs is readonly [unknown, unknown] => Array.isArray(pairs);
const side = (pairs: Pairs, index: 0 | 1): unknown =>
  isPair(pairs) ? pairs[index] : Object.fromEntries(Object.entries(pairs).map(([name, of]) => [name, side(of, index)]));

/** What the build makes of `catalogue` (`pairedWords` in vite.config.ts). */
export const paired = (all: Pairs): ReadonlySignal<unknown> => computed(() => side(all, language.value === "ar" ? 1 : 0));

/** Every catalogue that was loaded, for the test that compares the languages. */
export const made: Record<Language, unknown>[] = [];
