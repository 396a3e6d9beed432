import { describe, expect, test } from "vitest";
import { citiesOf } from "../src/screens/discover/chips.js";
import { days } from "../src/screens/discover/days.js";

describe("The days of a weekend", () => {
  const at = (text: string) => new Date(text).getTime();
  const span = (now: string, language: string) => days("weekend", at(now), language);
  const iso = (text: string) => new Date(text).toISOString();

  test("are those of the reader's region, and end with its last midnight", () => {
    // A Wednesday.
    expect(span("2026-11-25T10:00", "en-GB")).toEqual({ start_after: iso("2026-11-28T00:00"), start_before: iso("2026-11-30T00:00") });
    expect(span("2026-11-25T10:00", "ar-SA")).toEqual({ start_after: iso("2026-11-27T00:00"), start_before: iso("2026-11-29T00:00") });
  });

  test("that has begun goes on: what is over is not shown", () => {
    expect(span("2026-11-29T10:00", "en-GB")).toEqual({ start_before: iso("2026-11-30T00:00") });
  });

  test("Today ends at midnight", () => {
    expect(days("today", at("2026-11-25T10:20"))).toEqual({ start_before: iso("2026-11-26T00:00") });
  });
});

describe("The cities that are offered", () => {
  test("are the most frequent ones, in the order of their names", () => {
    const many = Array.from("abcdefghij", (name) => [name, name]).flat();
    expect(citiesOf([...many, "z", "z", "z"], "")).toHaveLength(8);
    expect(citiesOf(["Dubai", "Abu Dhabi", "Dubai"], "")).toEqual(["Abu Dhabi", "Dubai"]);
  });

  test("have the chosen one, also where no event is in it", () => {
    expect(citiesOf(["Dubai"], "Cairo")).toEqual(["Cairo", "Dubai"]);
  });
});
