import { RateLimited, type Schemas } from "@community/sdk";
import { afterEach, describe, expect, test, vi } from "vitest";
import { isUsedUp, oldestFirst } from "../src/screens/companion/companion.js";
import { sentence } from "../src/ui/states.js";
import { choose } from "../src/words/words.js";

const refused = (reason: NonNullable<Schemas["Problem"]["reason"]>, seconds: number) =>
  new RateLimited(429, { reason, detail: "POST /somewhere" }, seconds);

describe("A wait that the server asks for", () => {
  afterEach(() => {
    vi.useRealTimers();
    choose("en");
  });

  test("is counted in seconds while it is short", () => {
    expect(sentence(refused("rate_limited", 12))).toBe("Too many requests. Try again in 12 seconds.");
  });

  test("is said in minutes, or by the clock, and never as a long count", () => {
    vi.useFakeTimers({ now: new Date(2026, 10, 24, 13, 36, 28) });
    expect(sentence(refused("too_many_failures", 900))).toBe("That was a lot for now. Try again in 15 minutes.");
    expect(sentence(refused("too_many_conversations", 2 * 3600))).toMatch(/Try again at 0?3:36 PM|Try again at 15:36/);
    for (const reason of ["daily_limit", "too_many_announcements_today", "too_many_requests_today"] as const) {
      const said = sentence(refused(reason, 37_412));
      expect(said, reason).toMatch(/Try again on .*25.* at (12:00 AM|00:00)/);
      expect(said).not.toContain("37");
    }
    choose("ar");
    expect(sentence(refused("daily_limit", 900))).toContain("15");
  });

  test("by the companion offers the two ways to go on", () => {
    expect(isUsedUp(refused("daily_limit", 37_412))).toBe(true);
    expect(isUsedUp(refused("rate_limited", 5))).toBe(false);
  });
});

test("Code of a screen that cannot be loaded is said kindly, in both languages and for each browser", async () => {
  const chromium = new TypeError("Failed to fetch dynamically imported module: http://127.0.0.1/app/assets/wallet-1.js");
  const firefox = new TypeError("error loading dynamically imported module: http://127.0.0.1/app/assets/wallet-1.js");
  for (const failure of [chromium, firefox, new TypeError("Importing a module script failed.")]) {
    expect(sentence(failure)).toBe("This part of the page could not be loaded. Check your network, then load the page again.");
  }
  await choose("ar");
  expect(sentence(chromium)).toMatch(/^تعذّر/);
  await choose("en");
});

test("Of two languages that are chosen one after the other the later one stays", async () => {
  vi.resetModules();
  const { choose, language } = await import("../src/words/words.js");
  // Its texts are loaded first.
  const arabic = choose("ar");
  await choose("en");
  await arabic;
  expect(language.value).toBe("en");
});

test("A question of the companion's page stands before its answer, which has the same time", () => {
  const time = "2026-11-24T20:28:47.392033Z";
  const page = [
    { role: "assistant", created_at: time },
    { role: "user", created_at: time },
  ];
  expect(oldestFirst(page).map((one) => one.role)).toEqual(["user", "assistant"]);
});
