import { expect, test } from "vitest";
import { coveredPart } from "../src/screens/calls/aside.js";

const box = (left: number, top: number, width: number, height: number) =>
  ({ left, top, width, height, right: left + width, bottom: top + height }) as DOMRect;

test("A panel covers the part of a box that lies below it", () => {
  const panel = box(100, 100, 200, 100);
  expect(
    [box(120, 120, 40, 40), box(0, 100, 200, 100), box(0, 0, 50, 50), box(300, 100, 10, 10)].map((one) => coveredPart(one, panel)),
  ).toEqual([1, 0.5, 0, 0]);
});
