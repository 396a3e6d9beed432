// Every screen for everybody: two languages, two schemes, a phone and a desk; the rules of the page; the bytes that it costs.
import { gzipSync } from "node:zlib";
import type { Page, Response } from "@playwright/test";
import { faultsOf } from "./axe.js";
import { faultsBeyondAxe } from "./beyond-axe.js";
import { call, isFull, url } from "./fleet.js";
import { opened } from "./opened.js";
import { at, enter, expect, test, watch } from "./page.js";
import config from "./playwright.config.js";
import { screensOf } from "./screens.js";
import { town, type World } from "./world.js";

/** Milliseconds: for the people and things of a whole town, and for every screen one after the other. */
const Long = 15 * 60_000;

// A call has a picture without a camera.
test.use({
  launchOptions: {
    ...config.use?.launchOptions,
    args: [...(config.use?.launchOptions?.args ?? []), "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
  },
});

let world: World;
test.beforeAll(async () => {
  test.setTimeout(Long);
  world = await town();
  await call("POST", `/events/${world.free.id}/register`, undefined, world.reader.token);
});

/** Milliseconds. */
const LatestAnswer = 900;

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
        test.setTimeout(Long);
        const faults: string[] = [];
        for (const who of [undefined, world.reader, world.staff]) {
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
          if (who) {
            await enter(page, who);
          }
          for (const screen of screensOf(world, who)) {
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

/** The screens with something that stays in sight, something to drag, or short lines. The rest of them is for the full run. */
const tight = ["sign-in", "event-paid", "community", "thread", "people", "scan"];

for (const language of ["en", "ar"] as const) {
  for (const width of [320, 1280] as const) {
    if (!isFull && !(language === "ar" && width === 1280)) {
      continue;
    }
    test(`Every screen is for everybody, beyond what axe sees: ${language}, ${width}`, async ({ browser }) => {
      test.setTimeout(Long);
      const faults: string[] = [];
      for (const who of [undefined, world.reader, world.staff]) {
        const context = await browser.newContext({ locale: language, timezoneId: "Asia/Dubai", reducedMotion: "reduce" });
        const page = await context.newPage();
        if (who) {
          await enter(page, who);
        }
        for (const screen of screensOf(world, who).filter((one) => isFull || tight.includes(one.name))) {
          await page.setViewportSize({ width, height: 800 });
          await page.goto(at(screen.path));
          await expect(page.locator(screen.sign).first(), screen.name).toBeVisible();
          await page.evaluate(() => document.fonts.ready);
          faults.push(...(await faultsBeyondAxe(page, width)).map((fault) => `${screen.name}: ${fault}`));
        }
        await context.close();
      }
      expect(faults).toEqual([]);
    });
  }
}

test("Single keys can be turned off, and then do nothing, whatever has the focus", async ({ page }) => {
  await enter(page, world.reader);
  const thread = at(`/communities/${world.community.id}/threads/${world.thread.id}`);
  const keys = [..."abcdefghijklmnopqrstuvwxyz0123456789/?.,;+-=[]"];
  const state = () => page.evaluate(() => `${location.href} ${document.querySelectorAll("dialog[open], [role=menu]").length}`);
  const acts = async () => {
    const done: string[] = [];
    for (const key of keys) {
      const before = await state();
      await page.keyboard.press(key);
      if ((await state()) !== before) {
        done.push(key);
        break;
      }
    }
    return done;
  };
  await page.goto(thread);
  await expect(page.locator(".message").first()).toBeVisible();
  await page.locator(".pane-scroll").focus();
  await expect.poll(acts).not.toEqual([]);
  await page.goto(at("/account"));
  await page.getByLabel("Single keys as shortcuts").click();
  for (const path of [thread, at("/mine"), at("/people"), at("/messages")]) {
    await page.goto(path);
    await expect(page.locator("h1").first()).toBeAttached();
    expect(await acts(), path).toEqual([]);
  }
  await page.goto(thread);
  await page.locator(".message").last().focus();
  expect(await acts(), "a message").toEqual([]);
});

test("The border that is dragged is moved by presses alone, too", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await enter(page, world.reader);
  await page.goto(at(`/communities/${world.community.id}/threads/${world.thread.id}`));
  const border = page.locator(".talk-border");
  const width = () => border.getAttribute("aria-valuenow");
  const before = await width();
  await border.click();
  await expect.poll(width).not.toBe(before);
  await border.click();
  await border.click();
  expect(await width()).toBe(before);
});

for (const [language, scheme, width] of [
  ["en", "light", 1280],
  ["ar", "dark", 320],
] as const) {
  test(`Menus, sheets, dialogs and failures are for everybody: ${language}, ${scheme}, ${width}`, async ({ browser }) => {
    test.setTimeout(Long);
    const faults: string[] = [];
    const look = {
      locale: language,
      timezoneId: "Asia/Dubai",
      colorScheme: scheme,
      reducedMotion: "reduce" as const,
      viewport: { width, height: 800 },
      permissions: ["camera", "microphone"],
      // Answers that a story gives would not reach the page past a worker.
      serviceWorkers: "block" as const,
    };
    const [context, staff] = [await browser.newContext(look), await browser.newContext(look)];
    await enter(await context.newPage(), world.reader);
    await enter(await staff.newPage(), world.staff);
    for (const one of opened(world)) {
      const page = await (one.isStaff ? staff : context).newPage();
      await one.before?.(page);
      await page.goto(at(one.path));
      await expect(page.getByRole("heading", { level: 1 }).first(), one.name).toBeAttached();
      await one.open(page);
      await expect(page.locator(one.sign).first(), one.name).toBeVisible();
      faults.push(...(await faultsOf(page)).map((fault) => `${one.name}: ${fault}`));
      if (isFull) {
        faults.push(...(await faultsBeyondAxe(page, width)).map((fault) => `${one.name}: ${fault}`));
      }
      await page.close();
    }
    await Promise.all([context.close(), staff.close()]);
    expect(faults).toEqual([]);
  });
}

/** The pages that the server renders. */
const publicPages = (): [name: string, path: string][] => [
  ["start", "/"],
  ["event", `/e/sunrise-walk-${world.free.id.replaceAll("-", "")}`],
  ["community", `/c/${world.community.id}`],
  ["profile", `/u/${world.publicPerson.username}`],
  ["missing", "/u/nobody-has-this-name"],
];

for (const [language, scheme, width] of [
  ["en", "light", 1280],
  ["ar", "dark", 320],
] as const) {
  test(`Every public page is for everybody, before any script of the client: ${language}, ${scheme}, ${width}`, async ({ browser }) => {
    const context = await browser.newContext({
      locale: language,
      colorScheme: scheme,
      reducedMotion: "reduce",
      viewport: { width, height: 800 },
    });
    const page = await context.newPage();
    const faults = watch(page);
    const scripts = new Set<string>();
    page.on("request", (request) => {
      if (request.resourceType() === "script") {
        scripts.add(request.url());
      }
    });
    for (const [name, path] of publicPages()) {
      await page.goto(url + path);
      await expect(page.getByRole("heading", { level: 1 }), name).toBeVisible();
      expect(await page.locator("html").getAttribute("dir")).toBe(language === "ar" ? "rtl" : "ltr");
      faults.push(...(await faultsOf(page)).map((fault) => `${name}: ${fault}`));
    }
    const files = await Promise.all([...scripts].map(async (script) => (await context.request.get(script)).body()));
    expect(files.reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, 0)).toBeLessThanOrEqual(10_000);
    expect(faults).toEqual([]);
    await context.close();
  });
}

test("The client takes a public page over with what is in it: nothing is asked again, nothing moves", async ({ browser }) => {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Asia/Dubai", serviceWorkers: "block" });
  const page = await context.newPage();
  const faults = watch(page);
  const asked: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/api/") && !/image|picture|photos/.test(pathname)) {
      asked.push(pathname);
    }
  });
  for (const [name, path] of publicPages().slice(0, 4)) {
    asked.length = 0;
    await page.goto(url + path);
    const title = page.getByRole("heading", { level: 1 });
    await expect(title).toBeVisible();
    // The title has its place once it has its letters.
    await page.evaluate(() => document.fonts.ready);
    const [text, box] = [await title.textContent(), await title.boundingBox()];
    const cards = page.locator(".cards");
    const list = name === "start" ? await cards.boundingBox() : undefined;
    await page.keyboard.press("Tab");
    // The button of the frame that only the client has.
    await expect(page.getByRole("button", { name: "Search", exact: true }), name).toBeVisible();
    await expect(title).toHaveText(text ?? "");
    const after = await title.boundingBox();
    expect(Math.abs((after?.y ?? 0) - (box?.y ?? 0)), `${name} moves`).toBeLessThanOrEqual(2);
    if (list) {
      expect(Math.abs(((await cards.boundingBox())?.y ?? 0) - list.y), "the events move").toBeLessThanOrEqual(2);
    }
    await expect(page.locator(".bone")).toHaveCount(0);
    expect(asked, name).toEqual([]);
  }
  // Links lead on within the client, and back.
  await page.goto(`${url}/`);
  await page.mouse.move(10, 10, { steps: 3 });
  await expect(page.getByRole("button", { name: "Search", exact: true })).toBeVisible();
  await page.getByRole("link", { name: world.free.name }).first().click();
  await expect(page.getByRole("button", { name: "Take a seat" })).toBeVisible();
  await page.goBack();
  await expect(page.locator(".event-card").first()).toBeVisible();
  expect(faults).toEqual([]);
  await context.close();
});

test("A visitor without a script takes the first step to a seat by links alone", async ({ browser }) => {
  const context = await browser.newContext({ locale: "en-GB", javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${url}/`);
  await page.getByRole("searchbox").fill(world.free.name);
  await page.getByRole("button", { name: "Show" }).click();
  const week = page.getByRole("link", { name: "Next 7 days" });
  await week.click();
  await expect(page).toHaveURL(/q=.*&when=week/);
  await expect(week).toHaveAttribute("aria-current", "true");
  await page.getByRole("link", { name: world.free.name }).first().click();
  await expect(page).toHaveURL(/\/e\//);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(world.free.name);
  await expect(page.getByRole("link", { name: "Take a seat" })).toHaveAttribute("href", /^\/app\/events\/[0-9a-f-]{36}\?take=1$/);
  await context.close();
});

test("Every screen opens for a person with data, says something, and makes no error", async ({ page }) => {
  test.setTimeout(Long);
  const faults: string[] = [];
  page.on("console", (message) => {
    // The browser writes each 404 there; a person without a registration has one for an event.
    if (message.type() === "error" && !message.text().includes("404")) {
      faults.push(`${page.url()}: ${message.text()} ${message.location().url}`);
    }
  });
  await enter(page, world.reader);
  for (const screen of [...screensOf(world, undefined), ...screensOf(world, world.reader)]) {
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
  const responses: Response[] = [];
  page.on("response", (response) => responses.push(response));
  await page.goto(at("/"));
  await expect(page.locator(".event-card").first()).toBeVisible();
  await page.waitForLoadState("networkidle");
  // The script of the tickets is loaded later, and does not belong to the page.
  const requests = responses.length;
  const sizes: Record<string, number> = {};
  for (const response of responses.slice(0, requests)) {
    const path = new URL(response.url()).pathname;
    if (/\.(js|css)$/.test(path)) {
      sizes[path] = gzipSync(await response.body(), { level: 9 }).length;
    }
  }
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
