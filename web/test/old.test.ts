import { readFileSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";

const read = (file: string) => readFileSync(`${process.cwd()}/${file}`, "utf8");

afterEach(() => vi.unstubAllGlobals());

test("a browser without modules is told that it is too old, and no other browser loads that", () => {
  const page = read("index.html");
  expect(page).toMatch(/<script nomodule src="\/old\.js"><\/script>/);
  for (const [language, words] of [
    ["en-GB", "too old"],
    ["ar-AE", "أقدم"],
  ] as const) {
    document.body.innerHTML = '<div id="app"></div>';
    vi.stubGlobal("navigator", { language });
    new Function(read("public/old.js"))();
    expect(document.getElementById("app")?.textContent).toContain(words);
  }
});
