import { expect, test } from "vitest";
import { clamp, nextWidth } from "../src/screens/talk/resizer.js";

test("The width of the list stays within its bounds, in halves of a rem", () => {
  expect([20.3, 2, 99, 0, Number.NaN].map(clamp)).toEqual([20.5, 15, 34, 21, 21]);
});

test("A click leads from width to width, and after the widest to the narrowest", () => {
  expect([15, 18, 21, 30, 34].map(nextWidth)).toEqual([21, 21, 34, 34, 15]);
});
