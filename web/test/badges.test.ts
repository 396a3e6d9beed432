// @vitest-environment node
import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";

test("Each badge of the companion has its Arabic name", async () => {
  vi.stubGlobal("document", { documentElement: {} });
  vi.stubGlobal("location", { search: "" });
  const { badgeName } = await import("../src/parts/badge-names.js");
  const { language } = await import("../src/words/words.js");
  language.value = "ar";
  const source = readFileSync("../services/ai-companion/Badges/Badge.cs", "utf8");
  const badges = [...source.matchAll(/new\(\s*"(\w+)",\s*"([^"]+)"/g)].map((found) => [found[1], found[2]]);
  expect(badges.length).toBeGreaterThan(5);
  expect(badges.map(([name]) => [name, badgeName(name ?? "")])).toEqual(badges);
});

test("Each badge of a profile has the same Arabic name here and on the server's page", async () => {
  vi.stubGlobal("document", { documentElement: {} });
  vi.stubGlobal("location", { search: "" });
  const { badgeName } = await import("../src/parts/badge-names.js");
  const { language } = await import("../src/words/words.js");
  language.value = "ar";
  const source = readFileSync("../services/identity/Users/IdentityBadges.cs", "utf8");
  const badges = [...(/\[(".+")\]/.exec(source)?.[1] ?? "").matchAll(/"([^"]+)"/g)].map((found) => found[1] ?? "");
  expect(badges.length).toBe(10);
  const page = readFileSync("../gateway/Pages/PublicTexts.cs", "utf8");
  const there = Object.fromEntries([...page.matchAll(/\["([^"]+)"\] = "([^"]+)"/g)].map((found) => [found[1], found[2]]));
  expect(there).toEqual(Object.fromEntries(badges.map((name) => [name, badgeName(name)])));
  expect(badges.filter((name) => badgeName(name) === name)).toEqual([]);
  language.value = "en";
  expect(badges.map(badgeName)).toEqual(badges);
});
