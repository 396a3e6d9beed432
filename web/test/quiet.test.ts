import { expect, test } from "vitest";
import { isQuiet } from "../src/screens/talk/quiet.js";

test("A channel is quiet if the person wants nothing of it, for good or for now", () => {
  const now = Date.parse("2026-11-23T10:00:00Z");
  expect(isQuiet(undefined, now)).toBe(false);
  expect(isQuiet({ level: null, muted_until: null }, now)).toBe(false);
  expect(isQuiet({ level: "none", muted_until: null }, now)).toBe(true);
  expect(isQuiet({ level: "all", muted_until: "2026-11-23T11:00:00Z" }, now)).toBe(true);
  expect(isQuiet({ level: "all", muted_until: "2026-11-23T09:00:00Z" }, now)).toBe(false);
});
