// The door: one browser shows a ticket, the camera of another one reads it, with and without a network.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "@playwright/test";
import { call, event, isFull, type Made, organizer, type Person, person, until } from "./fleet.js";
import { at, enter, expect, test, watch } from "./page.js";
import config from "./playwright.config.js";

const long = isFull ? test : test.skip;
const Minute = 60_000;

/** The hour and minute in Dubai, some minutes from now. */
const inDubai = (minutes: number) => new Date(Date.now() + minutes * Minute + 240 * Minute).toISOString().slice(0, 16);

const takeSeat = (who: Person, of: Made) => call<{ ticket_code: string }>("POST", `/events/${of.id}/register`, undefined, who.token);

/** What a camera sees that looks at a person's phone: their ticket, as one picture of a film. */
async function filmed(phone: Page, who: Person, of: Made, file: string): Promise<void> {
  await enter(phone, who);
  await phone.goto(at(`/events/${of.id}/ticket`));
  const code = phone.getByRole("img", { name: "QR code of your ticket" });
  await expect(code).toBeVisible();
  await code.evaluate((image) => image.scrollIntoView({ block: "center" }));
  writeFileSync(file, await phone.screenshot({ type: "jpeg", quality: 95 }));
}

long("Tickets are scanned by another browser's camera: once each, without a network too, and a double one is told", async ({ browser }) => {
  const film = join(mkdtempSync(join(tmpdir(), "community-door-")), "camera.mjpeg");
  const host = await organizer("Lina Weiss");
  const guests = [await person("Tarek Aziz"), await person("Mona Said"), await person("Omar Farouk")] as const;
  const evening = await event(host, "Door night", { start_datetime: inDubai(30), end_datetime: inDubai(150), max_attendees: 10 });
  const codes = [];
  for (const guest of guests) {
    codes.push((await takeSeat(guest, evening)).ticket_code);
  }
  const show = async (index: 0 | 1 | 2) => {
    const context = await browser.newContext({ locale: "en-GB", viewport: { width: 640, height: 480 }, deviceScaleFactor: 2 });
    await filmed(await context.newPage(), guests[index], evening, film);
    await context.close();
  };

  await show(0);
  const door = await chromium.launch({
    ...config.use?.launchOptions,
    args: [
      ...(config.use?.launchOptions?.args ?? []),
      "--use-fake-ui-for-media-stream",
      "--use-fake-device-for-media-stream",
      `--use-file-for-fake-video-capture=${film}`,
    ],
  });
  const context = await door.newContext({ locale: "en-GB", timezoneId: "Asia/Dubai" });
  const page = await context.newPage();
  const faults = watch(page);
  await enter(page, host);
  // An organizer who has opened only the first page since the last update has the scanner without a network, too.
  await page.goto(at("/mine"));
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  await context.setOffline(true);
  await page.goto(at(`/organize/${evening.id}/scan`));
  await expect(page.getByRole("button", { name: "Open the camera" })).toBeVisible();
  await context.setOffline(false);
  await page.goto(at(`/organize/${evening.id}/scan`));
  const verdict = page.locator(".scan-verdict");
  const camera = page.getByRole("button", { name: "Open the camera" });
  const close = page.getByRole("button", { name: "Close the camera" });
  await camera.click();
  await expect(verdict).toContainText("Tarek Aziz");
  await expect(page.getByText("1 person let in on this device")).toBeVisible();
  // The same phone is held up again.
  await close.click();
  await camera.click();
  await expect(verdict).toContainText("Was used already");
  await close.click();

  // Without a network: the signature decides, and each ticket counts once.
  await context.setOffline(true);
  await show(1);
  await camera.click();
  await expect(verdict).toContainText("Genuine");
  await close.click();
  await camera.click();
  await expect(verdict).toContainText("Was used already");
  await close.click();
  await show(2);
  await camera.click();
  await expect(page.getByText("2 scans wait for the network")).toBeVisible();
  await close.click();
  // Another door has let the third person in meanwhile.
  await call("POST", `/events/${evening.id}/check-in`, { ticket_code: codes[2], nonce: crypto.randomUUID() }, host.token);
  await page.reload();
  await expect(page.getByText("2 scans wait for the network")).toBeVisible();
  // The scanner is closed: they are sent all the same.
  await page.goto(at("/mine"));
  await context.setOffline(false);
  await until(async () => {
    const { items } = await call<{ items: { status: string }[] }>("GET", `/events/${evening.id}/attendees?limit=10`, undefined, host.token);
    return items.every((one) => one.status === "checked_in") || undefined;
  }, "the scans of a closed scanner");
  await page.goto(at(`/organize/${evening.id}/scan`));
  await expect(page.getByText(/scans? waits? for the network/)).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Refused after the network was back" })).toContainText("Was used already");
  expect(faults).toEqual([]);
  await door.close();
});
