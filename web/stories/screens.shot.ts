// Writes the pictures of docs/screenshots: the ten main screens in both languages, both schemes, on a phone and at a desk. On a fleet with
// ./community demo they show its people. COMMUNITY_SHOTS names another folder, COMMUNITY_SHOT other screens ("kit", "call,wallet", "all").
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inDemo } from "./demo.js";
import { call } from "./fleet.js";
import { at, enter, expect, test } from "./page.js";
import { screensOf } from "./screens.js";
import { town, type World } from "./world.js";

const folder = process.env.COMMUNITY_SHOTS ?? fileURLToPath(new URL("../../docs/screenshots", import.meta.url));
const main = "discover,event,ticket,mine,community,thread,messages,people,dashboard,wallet";
const chosen = process.env.COMMUNITY_SHOT;
const wanted = (chosen ?? main).split(",");
/** Bytes of all pictures of the main screens together. */
const Most = 6_000_000;

interface Listed {
  id: string;
  name: string;
  image_url: string | null;
  organizer_id: string;
  price_cents: number;
  spots_remaining: number | null;
}

let world: World;
test.beforeAll(async () => {
  world = await town();
  // Other screens need what only the town has: an order, a course, a bot.
  if (!chosen) {
    world = await inDemo(world);
  }
  const { items } = await call<{ items: Listed[] }>("GET", "/events?limit=50", undefined, world.reader.token);
  const pictured = items
    .filter((one) => one.image_url && one.price_cents === 0 && one.spots_remaining !== 0 && one.organizer_id !== world.reader.id)
    .slice(0, 3);
  world = { ...world, free: pictured[0] ?? world.free };
  for (const one of [world.free, ...pictured.slice(1)]) {
    // A second run finds the seat taken.
    await call("POST", `/events/${one.id}/register`, undefined, world.reader.token).catch(() => {});
  }
});

test.afterAll(() => {
  const pictures = readdirSync(folder).filter((name) => name.endsWith(".png"));
  const bytes = pictures.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  if (!chosen) {
    expect(bytes).toBeLessThanOrEqual(Most);
  }
});

const devices = [
  { device: "desk", width: 1160, height: 720 },
  { device: "phone", width: 375, height: 720 },
] as const;
const looks = devices.flatMap((one) =>
  (["light", "dark"] as const).flatMap((scheme) =>
    (["en", "ar"] as const).map((language) => ({ ...one, scheme, language, look: `${one.device}-${scheme}-${language}` })),
  ),
);

for (const { look, language, scheme, width, height } of looks) {
  test(look, async ({ browser }) => {
    for (const who of [undefined, world.reader, world.staff]) {
      const context = await browser.newContext({
        locale: language,
        timezoneId: "Asia/Dubai",
        colorScheme: scheme,
        reducedMotion: "reduce",
        viewport: { width, height },
        deviceScaleFactor: 1,
      });
      const page = await context.newPage();
      if (who) {
        await enter(page, who);
      }
      // The public screens are shown as a visitor sees them.
      for (const screen of screensOf(world, who)) {
        if (!(wanted.includes(screen.name) || wanted.includes("all"))) {
          continue;
        }
        await page.goto(at(screen.path));
        await expect(page.locator(screen.sign).first()).toBeVisible();
        await page.evaluate(() => document.fonts.ready);
        await page.waitForLoadState("networkidle");
        await page.screenshot({ path: `${folder}/${screen.name}-${look}.png`, fullPage: screen.name === "kit" });
      }
      await context.close();
    }
  });
}
