// Writes the pictures of docs/screenshots: the ten main screens in both languages, both schemes, on a phone and at a desk. On a fleet with
// ./community demo they have its pictures. COMMUNITY_SHOTS names another folder, COMMUNITY_SHOT other screens ("kit", "call,wallet", "all").
import { fileURLToPath } from "node:url";
import { call } from "./fleet.js";
import { at, enter, expect, test } from "./page.js";
import { screensOf } from "./screens.js";
import { town, type World } from "./world.js";

const folder = process.env.COMMUNITY_SHOTS ?? fileURLToPath(new URL("../../docs/screenshots", import.meta.url));
const main = "discover,event,ticket,mine,community,thread,messages,people,dashboard,wallet";
const wanted = (process.env.COMMUNITY_SHOT ?? main).split(",");

interface Listed {
  id: string;
  name: string;
  image_url: string | null;
  price_cents: number;
  spots_remaining: number | null;
}

let world: World;
test.beforeAll(async () => {
  world = await town();
  const { items } = await call<{ items: Listed[] }>("GET", "/events?limit=50", undefined, world.reader.token);
  const pictured = items.filter((one) => one.image_url && one.price_cents === 0 && one.spots_remaining !== 0).slice(0, 3);
  world = { ...world, free: pictured[0] ?? world.free };
  for (const one of [world.free, ...pictured.slice(1)]) {
    await call("POST", `/events/${one.id}/register`, undefined, world.reader.token);
  }
});

const looks = [
  { look: "desk-light-en", language: "en", scheme: "light", width: 1280, height: 860 },
  { look: "desk-dark-ar", language: "ar", scheme: "dark", width: 1280, height: 860 },
  { look: "phone-light-ar", language: "ar", scheme: "light", width: 390, height: 844 },
  { look: "phone-dark-en", language: "en", scheme: "dark", width: 390, height: 844 },
] as const;

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
