// A page that is hidden while others write.
import type { Page } from "@playwright/test";
import { call, community, enrol, person, say, thread, until } from "./fleet.js";
import { at, expect, test } from "./page.js";
import { messages, window } from "./talk.js";

/** What a browser tells a page whose tab is left, or is the present one again. */
const turn = (page: Page, state: "hidden" | "visible") =>
  page.evaluate((state) => {
    Object.defineProperty(document, "visibilityState", { get: () => state, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);

/** A discussion with 20 messages of Noor, of which Amal has read none. */
async function rowers() {
  const [amal, noor] = [await person("Amal Haddad"), await person("Noor Salem")];
  const place = await community(amal, "Harbour rowers");
  await enrol(noor, place.id);
  const boats = await thread(amal, place.id, "Which boat?", "The blue one is free.");
  for (let number = 1; number <= 20; number++) {
    await say(noor, boats.id, `Line number ${number}.`);
  }
  return { amal, noor, place, boats };
}

test("What came while the page was hidden stands below the line of news, and is read only once it was shown", async ({ browser }) => {
  const { amal, noor, place, boats } = await rowers();
  const faults: string[] = [];
  const page = await window(browser, amal, faults);
  await page.goto(at(`/communities/${place.id}/threads/${boats.id}`));
  const read = async () => (await call<{ last_read_seq: number }>("GET", `/channels/${boats.id}`, undefined, amal.token)).last_read_seq;
  const isRead = (seq: number) => until(async () => ((await read()) === seq ? true : undefined), `that ${seq} is read`);
  // One who has read nothing begins with the text of the discussion, and the line above the first message.
  await expect(page.getByText("The blue one is free.")).toBeInViewport();
  await expect(page.locator(".new-line")).toHaveText("New");
  await expect(messages(page, "Line number 1.")).toBeInViewport();
  await expect(messages(page, "Line number 20.")).not.toBeInViewport();
  await page.locator(".pane-scroll").press("End");
  await isRead(20);
  await page.reload();
  await expect(messages(page, "Line number 20.")).toBeInViewport();
  await expect(page.locator(".new-line")).toHaveCount(0);

  await turn(page, "hidden");
  await say(noor, boats.id, "Are you there?");
  await expect(messages(page, "Are you there?")).toHaveCount(1);
  // The page is hidden: the line is there, and nothing is read.
  const line = page.locator(".new-line");
  await expect(line).toHaveText(/^New since \d\d:\d\d$/);
  expect(await read()).toBe(20);
  await turn(page, "visible");
  await expect(line).toBeInViewport();
  await expect(messages(page, "Are you there?")).toBeInViewport();
  await isRead(21);

  // More than the window has room for: it begins with the first of them, and the rest waits.
  await turn(page, "hidden");
  for (let number = 21; number <= 60; number++) {
    await say(noor, boats.id, `Line number ${number}.`);
  }
  await expect(messages(page, "Line number 60.")).toHaveCount(1);
  await turn(page, "visible");
  await expect(line).toBeInViewport();
  await expect(messages(page, "Line number 21.")).toBeInViewport();
  await expect(messages(page, "Line number 60.")).not.toBeInViewport();
  expect(await read()).toBe(21);
  await page.getByRole("button", { name: "40 new messages" }).click();
  await expect(messages(page, "Line number 60.")).toBeInViewport();
  await isRead(61);
  expect(faults).toEqual([]);
  await page.context().close();
});

test("The key End leads to the end of a talk of which a slow device has painted little", async ({ browser }) => {
  const { amal, place, boats } = await rowers();
  const faults: string[] = [];
  const page = await window(browser, amal, faults);
  await page.addInitScript(() => {
    globalThis.requestIdleCallback = (work: IdleRequestCallback) => setTimeout(work, 5000) as unknown as number;
    globalThis.cancelIdleCallback = clearTimeout;
  });
  await page.goto(at(`/communities/${place.id}/threads/${boats.id}`));
  await expect(messages(page, "Line number 1.")).toBeInViewport();
  await expect(messages(page, "Line number 20.")).toHaveCount(0);
  await page.locator(".pane-scroll").press("End");
  await expect(messages(page, "Line number 20.")).toBeInViewport({ timeout: 3000 });
  expect(faults).toEqual([]);
  await page.context().close();
});
