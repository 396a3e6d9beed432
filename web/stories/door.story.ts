// At the door: a camera reads a ticket without a network, by its signature, and the scan is reported later.
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "@playwright/test";
import { call, event, isFull, organizer, person, unique, until } from "./fleet.js";
import { at, enter, expect, test, watch } from "./page.js";

const long = isFull ? test : test.skip;
const [Width, Height] = [640, 480];

/** The brightness of each pixel of the ticket's code, as a camera sees it. */
const seen = (page: Page, code: string, token: string): Promise<number[]> =>
  page.evaluate(
    async ([address, bearer, width, height]) => {
      const svg = await (await fetch(address, { headers: { Authorization: `Bearer ${bearer}` } })).text();
      const picture = new Image();
      picture.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
      await picture.decode();
      const canvas = document.createElement("canvas");
      canvas.width = width;
      canvas.height = height;
      const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, width, height);
      pen.drawImage(picture, (width - 400) / 2, (height - 400) / 2, 400, 400);
      const { data } = pen.getImageData(0, 0, width, height);
      return Array.from({ length: width * height }, (_, pixel) => data[pixel * 4] ?? 0);
    },
    [`/api/v1/tickets/${code}/qr.svg`, token, Width, Height] as const,
  );

/** One frame as a film for Chromium's camera: YUV4MPEG2, without colour. */
function film(pixels: number[]): Buffer {
  return Buffer.concat([
    Buffer.from(`YUV4MPEG2 W${Width} H${Height} F10:1 Ip A1:1 C420mpeg2\nFRAME\n`),
    Buffer.from(pixels),
    Buffer.alloc((Width * Height) / 2, 128),
  ]);
}

long("A camera reads a ticket offline, lets its holder in once, and reports it when the network is back", async ({ page }) => {
  const host = await organizer("Salma Rashid");
  const guest = await person("Tarek Aziz");
  const time = (minutes: number) => new Date(Date.now() + minutes * 60_000 + 4 * 3_600_000).toISOString().slice(0, 16);
  const tea = await event(host, `Door tea ${unique()}`, {
    start_datetime: time(20),
    end_datetime: time(140),
    location_name: "The kitchen",
  });
  const seat = await call<{ ticket_code: string }>("POST", `/events/${tea.id}/register`, undefined, guest.token);
  await page.goto(at("/dev/kit"));
  const file = join(tmpdir(), `ticket-${unique()}.y4m`);
  writeFileSync(file, film(await seen(page, seat.ticket_code, guest.token)));
  const browser = await chromium.launch({
    executablePath: process.env.COMMUNITY_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--use-fake-ui-for-media-stream",
      "--use-fake-device-for-media-stream",
      `--use-file-for-fake-video-capture=${file}`,
    ],
  });
  try {
    const context = await browser.newContext({ locale: "en-GB", timezoneId: "Asia/Dubai" });
    const door = await context.newPage();
    const faults = watch(door);
    await enter(door, host);
    await door.goto(at(`/organize/${tea.id}/scan`));
    await expect(door.getByRole("link", { name: tea.name })).toBeVisible();
    await door.waitForLoadState("networkidle");
    await context.setOffline(true);
    await door.getByRole("button", { name: "Open the camera" }).click();
    await expect(door.getByText("1 person let in on this device")).toBeVisible();
    await expect(door.getByText("1 scan waits for the network")).toBeVisible();
    await door.getByRole("button", { name: "Close the camera" }).click();
    await context.setOffline(false);
    await expect(door.getByText("1 scan waits for the network")).toBeHidden();
    await until(async () => {
      const status = await call<{ status: string }>("GET", `/events/${tea.id}/status`, undefined, guest.token);
      return status.status === "checked_in" ? true : undefined;
    }, "the reported scan");
    expect(faults).toEqual([]);
  } finally {
    await browser.close();
    rmSync(file, { force: true });
  }
});
