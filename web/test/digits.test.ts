import { afterEach, expect, test, vi } from "vitest";
import { clock, length, money } from "../src/words/format.js";
import { ar } from "../src/words/plural.js";
import { speak } from "../src/words/words.js";

afterEach(() => speak("en"));

test("Arabic dates and amounts have the digits of the texts, whatever the region's are", async () => {
  vi.spyOn(navigator, "languages", "get").mockReturnValue(["ar-EG", "en"]);
  await speak("ar");
  expect([ar(45), length(245), clock("2026-11-23T10:45:00Z", "UTC").includes("10:45"), money(4500, "AED").includes("45")]).toEqual([
    "45",
    "4:05",
    true,
    true,
  ]);
});
