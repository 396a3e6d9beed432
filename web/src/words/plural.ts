import { numbers, rules } from "./intl.js";

export interface Forms {
  zero?: string;
  one?: string;
  two?: string;
  few?: string;
  many?: string;
  other: string;
}

/** The form of a text for a number, by the rules of the language. `zero` is taken for 0 in every language that gives it. */
export function plural(language: string, count: number, forms: Forms): string {
  if (count === 0 && forms.zero !== undefined) {
    return forms.zero;
  }
  return forms[rules(language).select(count)] ?? forms.other;
}

/** A number as English writes it. */
export const en = (count: number): string => numbers("en").format(count);
/** A number as Arabic writes it here. */
export const ar = (count: number): string => numbers("ar-AE").format(count);

/** A number with its noun in English. */
export const enCount = (count: number, one: string, other: string, zero?: string): string =>
  plural("en", count, { ...(zero === undefined ? {} : { zero }), one: `1 ${one}`, other: `${en(count)} ${other}` });

/** A number with its noun in Arabic: one, two, 3 to 10, 11 to 99, and the rest have forms of their own. */
export const arCount = (count: number, one: string, two: string, few: string, many: string, other: string, zero?: string): string =>
  plural("ar", count, {
    ...(zero === undefined ? {} : { zero }),
    one,
    two,
    few: `${ar(count)} ${few}`,
    many: `${ar(count)} ${many}`,
    other: `${ar(count)} ${other}`,
  });
