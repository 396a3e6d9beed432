// Writes the pictures of docs/screenshots: the main screens in both languages, both schemes, on a phone and at a desk.
// COMMUNITY_SHOTS names another folder, COMMUNITY_SHOT a single screen.
import { fileURLToPath } from "node:url";
import { call } from "./fleet.js";
import { at, enter, expect, test } from "./page.js";
import { screens } from "./screens.js";
import { town, type World } from "./world.js";

const folder = process.env.COMMUNITY_SHOTS ?? fileURLToPath(new URL("../../docs/screenshots", import.meta.url));
const only = process.env.COMMUNITY_SHOT;

let world: World;
test.beforeAll(async () => {
  world = await town();
  await call("POST", `/events/${world.free.id}/register`, undefined, world.reader.token);
});

const looks = [
  { look: "desk-light-en", language: "en", scheme: "light", width: 1280, height: 860 },
  { look: "desk-dark-ar", language: "ar", scheme: "dark", width: 1280, height: 860 },
  { look: "phone-light-ar", language: "ar", scheme: "light", width: 390, height: 844 },
  { look: "phone-dark-en", language: "en", scheme: "dark", width: 390, height: 844 },
] as const;

for (const { look, language, scheme, width, height } of looks) {
  test(look, async ({ browser }) => {
    for (const isPrivate of [false, true]) {
      const context = await browser.newContext({
        locale: language,
        timezoneId: "Asia/Dubai",
        colorScheme: scheme,
        reducedMotion: "reduce",
        viewport: { width, height },
        deviceScaleFactor: 1,
      });
      const page = await context.newPage();
      if (isPrivate) {
        await enter(page, world.reader);
      }
      for (const screen of screens(world)) {
        // The public screens are shown as a visitor sees them.
        if (screen.isPrivate !== isPrivate || (only && screen.name !== only)) {
          continue;
        }
        await page.goto(at(screen.path));
        await expect(page.locator(screen.sign).first()).toBeVisible();
        await page.evaluate(() => document.fonts.ready);
        await page.screenshot({ path: `${folder}/${screen.name}-${look}.png`, fullPage: screen.name === "kit" });
      }
      await context.close();
    }
  });
}
