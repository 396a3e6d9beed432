// Files of messages: on their way, described, given up, and before the eyes of another person.
import { randomBytes } from "node:crypto";
import { crc32, deflateSync } from "node:zlib";
import { befriend, call, person } from "./fleet.js";
import { at, expect, test } from "./page.js";
import { field, messages, window } from "./talk.js";

/** A picture of noise, which cannot be compressed: its size is about three bytes a pixel. */
function picture(width: number, height: number): Buffer {
  const part = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // Eight bits for each of three colours.
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Array.from({ length: height }, () => Buffer.concat([Buffer.of(0), randomBytes(3 * width)]));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, part("IHDR", head), part("IDAT", deflateSync(Buffer.concat(rows))), part("IEND", Buffer.alloc(0))]);
}

test("A picture goes to another browser with its description; one on its way shows how far, and can be given up; a file too large is not sent at all", async ({
  browser,
}) => {
  const [amal, noor] = [await person("Amal Haddad"), await person("Noor Salem")];
  await befriend(amal, noor);
  const faults: string[] = [];
  const page = await window(browser, amal, faults);
  const other = await window(browser, noor, faults);
  await page.goto(at(`/messages/${noor.id}`));
  await other.goto(at(`/messages/${amal.id}`));
  await expect(messages(page, "Hello!")).toHaveCount(1);
  await expect(messages(other, "Hello!")).toHaveCount(1);
  const attach = (...files: { name: string; mimeType: string; buffer: Buffer }[]) =>
    page.locator(".composer input[type=file]").setInputFiles(files);
  const waiting = page.locator(".composer-files li");
  let uploads = 0;
  page.on("request", (request) => {
    uploads += request.url().includes("/api/v1/attachments") ? 1 : 0;
  });

  await attach({ name: "film.bin", mimeType: "application/octet-stream", buffer: Buffer.alloc(25 * 1024 * 1024 + 1) });
  await expect(page.getByRole("status").filter({ hasText: "film.bin is too large: 25 MiB are the limit." })).toBeVisible();
  await expect(waiting).toHaveCount(0);
  expect(uploads).toBe(0);

  // On a slow line one sees how far it is.
  const line = await page.context().newCDPSession(page);
  const slow = (bytes: number) =>
    line.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytes });
  await line.send("Network.enable");
  await slow(150_000);
  await attach({ name: "noise.png", mimeType: "image/png", buffer: picture(900, 900) });
  await expect(waiting).toHaveText(/^noise\.png, [1-9]\d? %$/);
  await page.getByRole("button", { name: "Remove noise.png" }).click();
  await expect(waiting).toHaveCount(0);
  await slow(-1);

  await attach(
    { name: "boat.png", mimeType: "image/png", buffer: picture(320, 200) },
    { name: "plan.txt", mimeType: "text/plain", buffer: Buffer.from("Saturday, seven o'clock.") },
  );
  await page.getByRole("button", { name: "Add a description: boat.png" }).click();
  await page.getByRole("textbox", { name: "Description" }).fill("The blue boat at the pier");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("button", { name: "Change the description: boat.png" })).toBeVisible();
  await field(page).fill("Look at her");
  await field(page).press("Enter");
  await expect(waiting).toHaveCount(0);
  for (const one of [page, other]) {
    const message = messages(one, "Look at her");
    const image = message.getByRole("img", { name: "The blue boat at the pier" });
    await expect(image).toBeVisible();
    await expect.poll(() => image.evaluate((shown: HTMLImageElement) => shown.naturalWidth)).toBe(320);
    await expect(message.getByRole("button", { name: "plan.txt, 1 kB" })).toBeVisible();
  }
  const saved = other.waitForEvent("download");
  await other.getByRole("button", { name: "plan.txt, 1 kB" }).click();
  expect((await saved).suggestedFilename()).toBe("plan.txt");
  // The one that was given up did not come with it.
  const { items } = await call<{ items: { content: string; attachments: { name: string }[] }[] }>(
    "GET",
    `/direct/${amal.id}/messages?limit=10`,
    undefined,
    noor.token,
  );
  expect(items.flatMap((one) => one.attachments.map((file) => file.name)).sort()).toEqual(["boat.png", "plan.txt"]);
  expect(faults).toEqual([]);
  await Promise.all([page, other].map((one) => one.context().close()));
});

test("An upload goes on while another conversation is read and after a reload, and a message that was sent waits for it", async ({
  browser,
}) => {
  const [amal, noor, ali] = [await person("Amal Haddad"), await person("Noor Salem"), await person("Ali Mansour")];
  await befriend(amal, noor);
  await befriend(amal, ali);
  const faults: string[] = [];
  const page = await window(browser, amal, faults);
  const other = await window(browser, noor, faults);
  await other.goto(at(`/messages/${amal.id}`));
  await page.goto(at(`/messages/${noor.id}`));
  await expect(messages(page, "Hello!")).toHaveCount(1);
  const waiting = page.locator(".composer-files li");
  const attach = (name: string, mimeType: string, buffer: Buffer) =>
    page.locator(".composer input[type=file]").setInputFiles({ name, mimeType, buffer });
  const line = await page.context().newCDPSession(page);
  const slow = (bytes: number, offline = false) =>
    line.send("Network.emulateNetworkConditions", { offline, latency: 0, downloadThroughput: -1, uploadThroughput: bytes });
  const begun: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/attachments/uploads")) {
      begun.push(request.url());
    }
  });
  await line.send("Network.enable");

  // It goes on while another place is shown, which has nothing of it.
  await attach("plan.txt", "text/plain", Buffer.from("Saturday, seven o'clock."));
  await expect(waiting).toHaveText(["plan.txt"]);
  await slow(250_000);
  await attach("map.png", "image/png", picture(1750, 1750));
  await expect(waiting.last()).toHaveText(/^map\.png, [1-9]\d? %$/);
  await page
    .getByRole("link", { name: /Ali Mansour/ })
    .first()
    .click();
  await expect(page).toHaveURL(new RegExp(ali.id));
  await expect(field(page)).toBeEditable();
  await expect(waiting).toHaveCount(0);
  await page
    .getByRole("link", { name: /Noor Salem/ })
    .first()
    .click();
  await expect(waiting).toHaveText([/^plan\.txt$/, /^map\.png, [1-9]\d? %$/]);

  // After a reload the one is there, and the other goes on with the same upload.
  await page.reload();
  await expect(waiting).toHaveText([/^plan\.txt$/, /^map\.png/]);
  await expect(waiting.last()).toHaveText(/^map\.png, [1-9]\d? %$/);
  expect(begun).toHaveLength(1);

  // Without a network it stops, says so, and goes on by itself.
  await slow(250_000, true);
  await expect(waiting.last()).toHaveText(/^map\.png, stopped at \d+ %Go on$/, { timeout: 30_000 });
  await page.getByRole("main").focus();
  await page.keyboard.press("d");
  await expect(page.locator(".line", { hasText: "plan.txt, map.png" })).toContainText("Noor Salem");
  await slow(250_000);
  await page.getByRole("link", { name: "Go on: Noor Salem" }).click();
  await expect(waiting.last()).toHaveText(/^map\.png, \d+ %$/);

  // A message that is sent meanwhile waits for it.
  await field(page).fill("The whole way");
  await field(page).press("Enter");
  await expect(waiting).toHaveCount(0);
  const unsent = page.locator(".message.is-unsent");
  await expect(unsent).toContainText(/map\.png, \d+ %/);
  await expect(unsent).toContainText("Sending");
  await slow(-1);
  await expect(unsent).toHaveCount(0, { timeout: 60_000 });
  await expect(messages(other, "The whole way").getByRole("button", { name: "plan.txt, 1 kB" })).toBeVisible();
  await expect(messages(other, "The whole way").getByRole("img", { name: "map.png" })).toBeVisible();
  expect(begun).toHaveLength(1);
  expect(faults).toEqual([]);
  await Promise.all([page, other].map((one) => one.context().close()));
});
