import type { Message } from "@community/sdk";
import { describe, expect, test } from "vitest";
import { around, beside, type Part, partOf } from "../src/screens/talk/part.js";

/** Every other number is missing: it belongs to a hidden message. */
const listOf = (count: number) => Array.from({ length: count }, (_, index) => ({ seq: 2 * index + 2 }) as Message);
const numbers = (list: readonly Message[], { from, to }: Part) => [list[from]?.seq, list[to - 1]?.seq, to - from];

describe("The part of a long talk that is on the page", () => {
  const list = listOf(1000);

  test.each([
    ["the end", undefined, [1402, 2000, 300]],
    ["up to a message", 1000, [402, 1000, 300]],
    ["up to a message that is hidden", 1001, [402, 1000, 300]],
    ["the start, where fewer are before it", 40, [2, 600, 300]],
  ])("%s", (_, last, expected) => {
    expect(numbers(list, partOf(list, last))).toEqual(expected);
  });

  test("is all of a short one, whatever was its last message before", () => {
    const short = listOf(200);
    expect(numbers(short, partOf(short, 40))).toEqual([2, 400, 200]);
    expect(partOf([], 40)).toEqual({ from: 0, to: 0 });
  });

  test("moves by steps to both ends, and over no message", () => {
    let part = partOf(list);
    const seen = [part];
    while (part.from > 0) {
      part = partOf(list, beside(list, part, -1));
      seen.push(part);
    }
    expect(seen.map(({ from }) => from)).toEqual([700, 650, 600, 550, 500, 450, 400, 350, 300, 250, 200, 150, 100, 50, 0]);
    while (part.to < list.length) {
      const before = part;
      part = partOf(list, beside(list, part, 1));
      expect(part.from).toBe(before.from + 50);
      expect(part.to - part.from).toBe(300);
    }
    expect(part).toEqual(partOf(list));
  });

  test.each([2, 299, 300, 1000, 1999, 2000])("has the message %s when one jumps there", (seq) => {
    const part = partOf(list, around(list, seq));
    const at = list.findIndex((one) => one.seq >= seq);
    expect(part.to - part.from).toBe(300);
    expect(at >= part.from && at < part.to).toBe(true);
  });

  test("stays where it is when others come", () => {
    const part = partOf(list, 1000);
    expect(numbers(listOf(1200), partOf(listOf(1200), 1000))).toEqual(numbers(list, part));
  });
});
