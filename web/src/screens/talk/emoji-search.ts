import { groups } from "./emoji-data.js";

export interface Emoji {
  emoji: string;
  /** The number of its group. */
  group: number;
  /** Its name first. */
  en: readonly string[];
  ar: readonly string[];
}

/** A text without the marks and the variants of letters that people leave out. */
const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/ة/g, "ه").replace(/ى/g, "ي").toLowerCase();

export const all: readonly Emoji[] = groups.flatMap((lines, group) =>
  lines.split("\n").map((line) => {
    const [, emoji = "", en = "", ar = ""] = /^(\P{L}+)([^|]+)\|(.+)$/u.exec(line) ?? [];
    return { emoji, group, en: en.split(","), ar: ar.split(",") };
  }),
);

/** The emoji with words of both languages that begin with each word of the search. */
export function found(q: string): readonly Emoji[] {
  const parts = plain(q).split(/\s+/).filter(Boolean);
  return all.filter((one) => {
    const words = plain(` ${[...one.en, ...one.ar].join(" ")}`);
    return parts.every((part) => words.includes(` ${part}`));
  });
}

/** The same by their groups, in their order. */
export function grouped(some: readonly Emoji[]): (readonly [number, readonly Emoji[]])[] {
  return groups.map((_, group) => [group, some.filter((one) => one.group === group)] as const).filter(([, those]) => those.length > 0);
}
