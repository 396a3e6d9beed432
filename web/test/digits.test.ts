import { afterEach, expect, test, vi } from "vitest";
import { ago, clock, distance, length, money, nearDay } from "../src/words/format.js";
import { ar, enCount } from "../src/words/plural.js";
import { speak } from "../src/words/words.js";

afterEach(() => speak("en"));

test("Arabic dates and amounts have the digits of the texts, whatever the region's are", async () => {
  vi.spyOn(navigator, "languages", "get").mockReturnValue(["ar-EG", "en"]);
  await speak("ar");
  expect([ar(45), length(245)]).toEqual(["45", "4:05"]);
  expect(clock("2026-11-23T10:45:00Z", "UTC")).toContain("10:45");
  expect(money(4500, "AED")).toContain("45");
  // The sign of the dollar stays at its letters.
  expect(money(999, "USD")).toMatch(/^\u20669.99\s?US\$\u2069$/);
  expect(distance(3.25)).toContain("3.3");
});

test("Formatters are made once: making one takes a slow phone longer than all that it writes", () => {
  const kinds = ["NumberFormat", "DateTimeFormat", "RelativeTimeFormat", "PluralRules"] as const;
  const write = () => [
    ago("2026-11-23T10:45:00Z"),
    nearDay("2026-11-23T10:45:00Z", "Asia/Dubai"),
    clock("2026-11-23T10:45:00Z"),
    money(4500, "AED"),
    distance(3.25),
    enCount(3, "person", "people"),
  ];
  write();
  const spies = kinds.map((kind) => vi.spyOn(Intl, kind));
  write();
  expect(spies.map((spy) => spy.mock.calls.length)).toEqual([0, 0, 0, 0]);
});
