import type { Language } from "../../words/words.js";

/** Titles that the reader reads first: those in the letters of the reader's language. Otherwise the order stays. */
export function ofReader<T extends { title: string }>(items: readonly T[], language: Language): T[] {
  const isOther = ({ title }: T) => Number(/\p{Script=Arabic}/u.test(title) !== (language === "ar"));
  return [...items].sort((one, other) => isOther(one) - isOther(other));
}
