import { afterEach, expect, test, vi } from "vitest";

afterEach(() => vi.unstubAllGlobals());

test("A browser that keeps nothing has the page all the same", async () => {
  const refuse = () => {
    throw new DOMException("denied", "SecurityError");
  };
  vi.stubGlobal("localStorage", { getItem: refuse, setItem: refuse, removeItem: refuse });
  vi.resetModules();
  const { restoreComfort, setComfort, comfort } = await import("../src/app/comfort.js");
  const { restoreScheme } = await import("../src/app/scheme.js");
  const { choose, language } = await import("../src/words/words.js");
  const { me, recall } = await import("../src/app/api.js");
  restoreComfort();
  restoreScheme();
  setComfort("text", "large");
  expect(comfort.text.value).toBe("large");
  await choose("ar");
  expect(language.value).toBe("ar");
  await recall();
  expect(me.value).toBeNull();
});
