import { afterEach, expect, test } from "vitest";
import { countries } from "../src/words/countries.js";
import { speak } from "../src/words/words.js";

afterEach(() => speak("en"));

test("The countries have their names in the reader's language, in its order", async () => {
  const english = countries();
  expect(english).toContainEqual(["AE", "United Arab Emirates"]);
  expect(english.every(([code]) => /^[A-Z]{2}$/.test(code))).toBe(true);
  expect(new Set(english.map(([code]) => code)).size).toBe(english.length);
  const names = english.map(([, name]) => name);
  expect(names).toEqual([...names].sort(new Intl.Collator("en").compare));

  await speak("ar");
  const arabic = countries();
  expect(arabic).toHaveLength(english.length);
  expect(arabic.find(([code]) => code === "AE")?.[1]).toMatch(/\p{Script=Arabic}/u);
});
