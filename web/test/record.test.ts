import { expect, test } from "vitest";
import { daysOf, fieldAt, withEntry } from "../src/screens/profile/record.js";

test("An entry is added, changed and removed in its list; fields without a text are left out", () => {
  const list = [{ name: "A map" }, { name: "A bridge" }];
  expect(withEntry(list, 2, { name: " A well ", url: "", ended_on: null })).toEqual([...list, { name: "A well" }]);
  expect(withEntry(list, 0, { name: "A better map" })).toEqual([{ name: "A better map" }, { name: "A bridge" }]);
  expect(withEntry(list, 1, undefined)).toEqual([{ name: "A map" }]);
  expect(list).toHaveLength(2);
});

test("The faults of an entry are those of its own place in the list", () => {
  expect(fieldAt(1, "projects[1].url")).toBe("url");
  expect(fieldAt(1, "projects[11].url")).toBeUndefined();
  expect(fieldAt(1, "projects")).toBeUndefined();
});

test("An entry has the first and the last of its days", () => {
  expect(daysOf({ issued_on: "2025-01-02", expires_on: "2027-01-02" })).toEqual(["2025-01-02", "2027-01-02"]);
  expect(daysOf({ awarded_on: "2025-01-02" })).toEqual(["2025-01-02", undefined]);
});
