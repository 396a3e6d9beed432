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
