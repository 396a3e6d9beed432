import { expect, test } from "vitest";
import { clamp } from "../src/screens/talk/resizer.js";

test("The width of the list stays within its bounds, in halves of a rem", () => {
  expect([20.3, 2, 99, 0, Number.NaN].map(clamp)).toEqual([20.5, 15, 34, 21, 21]);
});
