import { afterEach, expect, test } from "vitest";
import { month, span, unbroken } from "../src/words/format.js";
import { language } from "../src/words/words.js";
import texts from "./public-texts.json";

const speak = (next: string) => {
  Object.defineProperty(navigator, "languages", { value: [next === "ar" ? "ar-AE" : "en-GB"], configurable: true });
  language.value = next as "en" | "ar";
};
afterEach(() => speak("en"));

// PublicTextsTests reads the same file, for the server's pages.
test.each(texts.spans)("Begin and end of an event read as on the server's page: $text", ({ language: of, start, end, zone, text }) => {
  speak(of);
  expect(span(start, end, zone)).toBe(text);
});

test.each(texts.months)("The month of an account reads as on the server's page: $text", ({ language: of, time, text }) => {
  speak(of);
  expect(month(time)).toBe(text);
});

test.each(texts.titles)("A title breaks where the server's page breaks it: $name", ({ name, text }) => {
  expect(unbroken(name)).toBe(text);
});
