// Every screen for everybody: two languages, two schemes, a phone and a desk; the rules of the page; the bytes that it costs.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { call, isFull, url } from "./fleet.js";
import { at, enter, expect, test } from "./page.js";
import { screens } from "./screens.js";
import { town, type World } from "./world.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let world: World;
test.beforeAll(async () => {
  world = await town();
  await call("POST", `/events/${world.free.id}/register`, undefined, world.reader.token);
});

/** Milliseconds. */
const LatestAnswer = 900;

/** Pixels: the smallest target, WCAG 2.2, 2.5.8. */
const SmallestTarget = 24;

/** What a person who cannot see, or who has a narrow screen, would stumble over. */
async function faultsOf(page: Page): Promise<string[]> {
  // Through the debugger: the policy of the page lets no other script in.
  await page.evaluate(axe);
  return page.evaluate(async (smallest) => {
    const { axe } = globalThis as unknown as {
      axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> };
    };
    const { violations } = await axe.run({
      runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
    });
    const faults = violations.flatMap((one) =>
      one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ""}`),
    );
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) {
      faults.push(`The page is wider (${root.scrollWidth}) than the window (${root.clientWidth}).`);
    }
    for (const target of document.querySelectorAll<HTMLElement>("button, select, input:not([type=radio]), nav a, .button")) {
      const { width, height } = target.getBoundingClientRect();
      if (width > 0 && (width < smallest || height < smallest)) {
        faults.push(`Too small a target (${width} × ${height}): ${target.outerHTML.slice(0, 120)}`);
      }
    }
    return faults;
  }, SmallestTarget);
}

/** Answers of the API arrive late and out of order: the rules hold for a screen that has a part of its content, too. */
async function slow(page: Page): Promise<void> {
  await page.route("**/api/v1/**", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * LatestAnswer));
    // A request that the page has given up cannot be continued.
    await route.continue().catch(() => {});
  });
}

for (const language of ["en", "ar"] as const) {
  for (const scheme of ["light", "dark"] as const) {
    for (const width of [320, 1280]) {
      // The rest of the combinations are for the full run.
      if (!isFull && !(language === "ar" && scheme === "dark" && width === 320)) {
        continue;
      }
      test(`Every screen is for everybody: ${language}, ${scheme}, ${width}`, async ({ browser }) => {
        const faults: string[] = [];
        for (const isPrivate of [false, true]) {
          const context = await browser.newContext({
            locale: language,
            timezoneId: "Asia/Dubai",
            colorScheme: scheme,
            reducedMotion: "reduce",
            viewport: { width, height: 800 },
          });
          const page = await context.newPage();
          if (isFull) {
            await slow(page);
          }
          if (isPrivate) {
            await enter(page, world.reader);
          }
          for (const screen of screens(world).filter((one) => one.isPrivate === isPrivate)) {
            await page.goto(at(screen.path));
            await expect(page.locator(screen.sign).first(), screen.name).toBeVisible();
            expect(await page.locator("html").getAttribute("dir")).toBe(language === "ar" ? "rtl" : "ltr");
            faults.push(...(await faultsOf(page)).map((fault) => `${screen.name}: ${fault}`));
          }
          await context.close();
        }
        expect(faults).toEqual([]);
      });
    }
  }
}

test("Every screen opens for a person with data, says something, and makes no error", async ({ page }) => {
  const faults: string[] = [];
  page.on("console", (message) => {
    // The browser writes each 404 there; a person without a registration has one for an event.
    if (message.type() === "error" && !message.text().includes("404")) {
      faults.push(`${page.url()}: ${message.text()} ${message.location().url}`);
    }
  });
  await enter(page, world.reader);
  for (const screen of screens(world)) {
    await page.goto(at(screen.path));
    await expect(page.locator(screen.sign).first(), screen.name).toBeVisible();
    if (((await page.locator("main").textContent()) ?? "").trim().length < 5) {
      faults.push(`${screen.name} is empty.`);
    }
  }
  expect(faults).toEqual([]);
});

test("The page comes with a strict policy, compressed, and with addresses that say what may be kept", async ({ request }) => {
  const page = await request.get(at("/communities"), { headers: { "Accept-Encoding": "br" } });
  expect(page.status()).toBe(200);
  const headers = page.headers();
  const policy = headers["content-security-policy"] ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).not.toContain("unsafe");
  expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
  expect(headers["permissions-policy"]).toContain("camera=(self)");
  expect(headers["cache-control"]).toBe("no-cache");
  const script = /src="(\/app\/assets\/[^"]+\.js)"/.exec(await page.text())?.[1] ?? "";
  const file = await request.get(url + script, { headers: { "Accept-Encoding": "br" } });
  expect(file.headers()["content-encoding"]).toBe("br");
  expect(file.headers()["cache-control"]).toContain("immutable");
  const again = await request.get(url + script, { headers: { "Accept-Encoding": "br", "If-None-Match": file.headers().etag ?? "" } });
  expect(again.status()).toBe(304);
  expect((await request.get(at("/assets/gone-12345678.js"))).status()).toBe(404);
});

test("A page costs few bytes and few requests", async ({ browser }) => {
  // The service worker keeps its files after the first page, which does not wait for it.
  const context = await browser.newContext({ serviceWorkers: "block", locale: "en-GB", timezoneId: "Asia/Dubai" });
  const page = await context.newPage();
  const sizes: Record<string, number> = {};
  let requests = 0;
  page.on("response", async (response) => {
    requests++;
    const path = new URL(response.url()).pathname;
    if (/\.(js|css)$/.test(path)) {
      sizes[path] = gzipSync(await response.body(), { level: 9 }).length;
    }
  });
  await page.goto(at("/"));
  await expect(page.locator(".event-card").first()).toBeVisible();
  await page.waitForLoadState("networkidle");
  const sum = (kind: string) =>
    Object.entries(sizes)
      .filter(([path]) => path.endsWith(kind))
      .reduce((total, [, bytes]) => total + bytes, 0);
  const scripts = Object.entries(sizes).filter(([path]) => path.endsWith(".js"));
  console.log(`scripts ${sum(".js")} B, styles ${sum(".css")} B gzipped, ${requests} requests`);
  expect(sum(".js")).toBeLessThanOrEqual(70_000);
  expect(sum(".css")).toBeLessThanOrEqual(14_000);
  expect(scripts.filter(([path]) => !path.includes("frame")).every(([, bytes]) => bytes <= 25_000)).toBe(true);
  // The page, the frame, the styles, the screen, a font for the title, the events; the icon and the manifest come later.
  expect(requests).toBeLessThanOrEqual(9);
  await context.close();
});
