// The main screens with every text longer and between marks (test/pseudo.ts): nothing is cut off, and nothing is shown that no catalogue has.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BrowserContext, Page } from "@playwright/test";
import { build } from "vite";
import { pseudoPlugin, unmarked } from "../test/pseudo.js";
import { cutTexts } from "./beyond-axe.js";
import { call, isFull } from "./fleet.js";
import { at, enter, expect, test } from "./page.js";
import { screensOf } from "./screens.js";
import { town } from "./world.js";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const main = ["discover", "event", "ticket", "mine", "community", "thread", "messages", "people", "dashboard", "wallet"];
const types: Record<string, string> = { ".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".woff2": "font/woff2" };

/** Serves a build of its own in place of the gateway's, with the gateway's policy. */
async function serve(context: BrowserContext, folder: string): Promise<void> {
  await context.route("**/app/**", async (route) => {
    const name = new URL(route.request().url()).pathname.replace(/^\/app\//, "");
    const file = /\.\w+$/.test(name) ? name : "index.html";
    const contentType = types[extname(file)];
    if (!contentType) {
      await route.fallback();
      return;
    }
    const headers = file === "index.html" ? (await route.fetch()).headers() : {};
    delete headers["content-encoding"];
    delete headers["content-length"];
    await route.fulfill({ body: readFileSync(join(folder, file)), headers, contentType });
  });
}

/** What the browser itself writes as the language does (dates, amounts) is no text of a catalogue, and gets marks without getting longer. */
function markFormats(): void {
  const mark = (text: string) => (/\p{L}/u.test(text) ? `⟦${text}⟧` : text);
  for (const kind of [Intl.DateTimeFormat, Intl.NumberFormat]) {
    const { get } = Object.getOwnPropertyDescriptor(kind.prototype, "format") ?? {};
    Object.defineProperty(kind.prototype, "format", {
      get() {
        const format = get?.call(this) as (value: unknown) => string;
        return (value: unknown) => mark(format(value));
      },
    });
  }
  const between = Intl.DateTimeFormat.prototype.formatRange;
  Intl.DateTimeFormat.prototype.formatRange = function (...days) {
    return mark(between.apply(this, days));
  };
  const ago = Intl.RelativeTimeFormat.prototype.format;
  Intl.RelativeTimeFormat.prototype.format = function (...values: Parameters<typeof ago>) {
    return mark(ago.apply(this, values));
  };
}

/** The texts of the page, each element's own together, and those of its attributes. */
const pieces = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    // Texts of people; what is only for the eye; and what is hidden.
    const other =
      "bdi, [dir]:not(html), [lang]:not(html), [aria-hidden=true], svg, script, style, noscript, option, .mono, .visually-hidden, [hidden], dialog:not([open])";
    for (const one of document.querySelectorAll("body *")) {
      if (one.closest(other) || one.tagName === "HTML") {
        continue;
      }
      const own = [...one.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
      const text = own.map((node) => node.textContent ?? "").join("");
      if (text.trim()) {
        found.push(text);
      }
      for (const name of ["aria-label", "title", "placeholder", "alt"]) {
        const value = one.getAttribute(name);
        if (value) {
          found.push(value);
        }
      }
    }
    return found;
  });

const long = isFull ? test : test.skip;

long("Texts that are 40 % longer are not cut off, and each one is of a catalogue", async ({ browser }) => {
  test.setTimeout(10 * 60_000);
  const folder = mkdtempSync(join(tmpdir(), "community-pseudo-"));
  try {
    await build({
      configFile: here("../vite.config.ts"),
      root: here(".."),
      logLevel: "error",
      plugins: [pseudoPlugin(here("../test/pseudo.ts"))],
      build: { outDir: folder },
    });
    const world = await town();
    await call("POST", `/events/${world.free.id}/register`, undefined, world.reader.token);
    const faults: string[] = [];
    for (const width of [1280, 390]) {
      const context = await browser.newContext({
        locale: "en-GB",
        timezoneId: "Asia/Dubai",
        reducedMotion: "reduce",
        viewport: { width, height: 800 },
        serviceWorkers: "block",
      });
      await serve(context, folder);
      await context.addInitScript(markFormats);
      const page = await context.newPage();
      // What the API said may be shown as it is.
      const said = new Set<string>([world.reader.name]);
      page.on("response", async (response) => {
        if (response.url().includes("/api/")) {
          JSON.stringify(await response.json().catch(() => null), (_, value) => {
            if (typeof value === "string") {
              said.add(value.trim());
            }
            return value as unknown;
          });
        }
      });
      await enter(page, world.reader);
      const shown = [...screensOf(world, undefined), ...screensOf(world, world.reader)].filter((one) => main.includes(one.name));
      expect(shown.map((one) => one.name).sort()).toEqual([...main].sort());
      for (const screen of shown) {
        await page.goto(at(screen.path));
        await expect(page.locator(screen.sign).first(), screen.name).toBeVisible();
        await expect(page.locator(".bone")).toHaveCount(0);
        await page.evaluate(() => document.fonts.ready);
        const all = await pieces(page);
        expect(all.filter((text) => text.includes("⟦")).length, screen.name).toBeGreaterThan(10);
        for (const text of all) {
          const rest = unmarked(text).trim();
          if (/\p{L}{2,}/u.test(rest) && !said.has(rest)) {
            faults.push(`${screen.name}, ${width}: of no catalogue: ${text}`);
          }
        }
        const cut = (await cutTexts(page)).filter((text) => text.includes("⟦"));
        faults.push(...cut.map((text) => `${screen.name}, ${width}: cut off: ${text}`));
        const { scrollWidth, clientWidth } = await page.evaluate(() => {
          const { scrollWidth, clientWidth } = document.documentElement;
          return { scrollWidth, clientWidth };
        });
        if (scrollWidth > clientWidth) {
          faults.push(`${screen.name}, ${width}: the page is wider (${scrollWidth}) than the window (${clientWidth})`);
        }
      }
      await context.close();
    }
    expect([...new Set(faults)]).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
