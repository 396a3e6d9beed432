import { expect, test } from "vitest";
import { watchManifest } from "../src/app/manifest.js";
import { language } from "../src/words/words.js";

test("The page names the manifest of its language, also when that changes", () => {
  document.head.innerHTML = '<link rel="manifest" href="/app/manifest.webmanifest" />';
  const named = () => document.querySelector("link")?.getAttribute("href");
  const end = watchManifest();
  expect(named()).toMatch(/\/app\/manifest\.webmanifest$/);
  language.value = "ar";
  expect(named()).toMatch(/\/app\/manifest-ar\.webmanifest$/);
  language.value = "en";
  expect(named()).toMatch(/\/app\/manifest\.webmanifest$/);
  end();
});
