import { expect, test } from "vitest";
import { lessOf, Nothing, restOf } from "../src/screens/talk/rest.js";
import type { Row } from "../src/screens/talk/rows.js";

/** Rows of a talk; `line`: the index of the line above the first unread message. */
const rows = (count: number, line = -1): Row[] =>
  Array.from({ length: count }, (_, index) => (index === line ? { kind: "new" } : { kind: "day", key: `${index}`, time: "" }));

test("A talk without a new message begins with the rows at its end, and what was read before follows", () => {
  let rest = restOf(rows(20));
  expect(rest.below).toBe(0);
  const shown = 20 - rest.above;
  expect(shown).toBeGreaterThan(3);
  for (let portion = 0; portion < 20; portion++) {
    const next = lessOf(rest);
    expect(next.above).toBeLessThanOrEqual(rest.above);
    rest = next;
  }
  expect(rest).toEqual(Nothing);
});

test("A talk with many new messages does not begin with all of them", () => {
  let rest = restOf(rows(200, 50));
  expect(rest.above).toBe(49);
  expect(200 - rest.above - rest.below).toBe(20 - restOf(rows(20)).above);
  // What is read next comes first.
  while (rest.below > 0) {
    const next = lessOf(rest);
    expect(next.below).toBeLessThan(rest.below);
    expect(next.above).toBe(49);
    rest = next;
  }
  expect(lessOf(rest).above).toBeLessThan(49);
});

test.each([0, 1, 3])("A talk of %i rows is whole at once", (count) => {
  expect(restOf(rows(count))).toEqual(Nothing);
  expect(restOf(rows(count, 0))).toEqual(Nothing);
});
