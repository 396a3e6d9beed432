import type { Message } from "@community/sdk";
import { firstIndex } from "./place.js";

/** Messages that are on the page at most: with all of a long talk each key would be laid out late. */
const Most = 300;
/** Messages by which the part moves. */
const Step = 50;

/** The messages of a list that are on the page: from one index up to another, which is not among them. */
export interface Part {
  from: number;
  to: number;
}

/** The part that ends with the message of a number; without one, or if there are too few before it, that of the end. */
export function partOf(list: readonly Message[], last = Number.POSITIVE_INFINITY): Part {
  const from = Math.max(0, firstIndex(list, (one) => one.seq > last) - Most);
  return { from, to: Math.min(list.length, from + Most) };
}

/** The number with which the next part (`way` 1) or the one before (-1) ends. */
export function beside(list: readonly Message[], { from }: Part, way: 1 | -1): number | undefined {
  return lastFrom(list, Math.max(0, from + way * Step));
}

/** The number with which a part ends that has a message in its middle. */
export function around(list: readonly Message[], seq: number): number | undefined {
  return lastFrom(list, Math.max(0, firstIndex(list, (one) => one.seq >= seq) - Most / 2));
}

const lastFrom = (list: readonly Message[], from: number) => list[Math.min(list.length, from + Most) - 1]?.seq;
