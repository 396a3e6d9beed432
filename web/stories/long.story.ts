// A discussion of many messages.
import type { Locator } from "@playwright/test";
import { community, enrol, isFull, person, say, thread } from "./fleet.js";
import { at, expect, test } from "./page.js";
import { field, messages, nearStart, window } from "./talk.js";

const long = isFull ? test : test.skip;

long("Of a long talk a part is on the page, and the place stays to the pixel while it moves", async ({ browser }) => {
  const [amal, noor] = [await person("Amal Haddad"), await person("Noor Salem")];
  const place = await community(amal, "Long talks");
  await enrol(noor, place.id);
  const talk = await thread(amal, place.id, "The long one", "Where do we begin?");
  const said: { id: string; seq: number }[] = [];
  for (let number = 1; number <= 420; number++) {
    // Rows of different heights.
    said.push(await say(amal, talk.id, `Line number ${number}.${"\n\nAnd more of it.".repeat(number % 4)}`));
  }
  const faults: string[] = [];
  const page = await window(browser, noor, faults, { viewport: { width: 1280, height: 800 } });
  const path = at(`/communities/${place.id}/threads/${talk.id}`);
  await page.goto(`${path}?message=${said[59]?.id}`);
  const row = (number: number) => page.locator(".message").filter({ hasText: new RegExp(`Line number ${number}\\.`) });
  await expect(page.locator(".message.is-found")).toContainText("Line number 60.");
  await expect(page.locator(".message.is-found")).toBeInViewport();
  await expect.poll(() => page.locator(".message").count()).toBeLessThanOrEqual(300);

  /** Whether the same message stays under the eye while something happens. */
  const stays = async (one: Locator, happens: () => Promise<unknown>) => {
    const before = await one.boundingBox();
    await happens();
    await expect.poll(async () => Math.abs(((await one.boundingBox())?.y ?? 0) - (before?.y ?? 0))).toBeLessThanOrEqual(1);
  };
  // Earlier ones come in above, and others leave the page below.
  let answer = () => {};
  const held = new Promise<void>((done) => {
    answer = done;
  });
  await page.route(/before_seq=/, async (route) => {
    await held;
    await route.continue();
  });
  await nearStart(page);
  const first = messages(page, "Line number 40.");
  await expect(row(35)).toHaveCount(1);
  await expect(row(34)).toHaveCount(0);
  await stays(first, async () => {
    answer();
    await expect(row(1)).toHaveCount(1);
  });
  await expect(row(420)).toHaveCount(0);
  const shown = () =>
    page.evaluate(() => {
      const box = document.querySelector(".pane-scroll")?.getBoundingClientRect();
      const middle = ((box?.top ?? 0) + (box?.bottom ?? 0)) / 2;
      const row = [...document.querySelectorAll(".message")].find((one) => one.getBoundingClientRect().bottom > middle);
      return Number(/number (\d+)\./.exec(row?.textContent ?? "")?.[1]);
    });
  /** Scrolls in steps until it is true. The reader moves as far as they scroll, whatever comes and goes above and below. */
  const scroll = async (way: number, isThere: (number: number) => boolean) => {
    for (let step = 0; step < 200; step++) {
      const now = await shown();
      if (isThere(now)) {
        return;
      }
      const before = (await row(now).boundingBox())?.y ?? 0;
      const scrolled = await page.evaluate(async (way) => {
        const box = document.querySelector(".pane-scroll") as HTMLElement;
        const asked = Math.max(-box.scrollTop, Math.min(way, box.scrollHeight - box.clientHeight - box.scrollTop));
        box.scrollTop += asked;
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))));
        return asked;
      }, way);
      expect(Math.abs(before - ((await row(now).boundingBox())?.y ?? 0) - scrolled)).toBeLessThanOrEqual(1);
    }
    throw new Error("The way was too long.");
  };
  await scroll(400, (number) => number > 400);
  expect(await page.locator(".message").count()).toBeLessThanOrEqual(300);
  await expect(row(1)).toHaveCount(0);
  await scroll(-400, (number) => number < 60);
  expect(await page.locator(".message").count()).toBeLessThanOrEqual(300);

  // What is new waits at the end, which is not on the page.
  const eye = await shown();
  await stays(row(eye), async () => {
    await say(amal, talk.id, "A fresh line.");
    await expect(page.getByRole("button", { name: /new/ })).toBeVisible();
  });
  await expect(messages(page, "A fresh line.")).toHaveCount(0);
  await page.getByRole("button", { name: /new/ }).click();
  await expect(messages(page, "A fresh line.")).toBeInViewport();
  await expect.poll(() => page.locator(".message").count()).toBe(300);
  await expect(messages(page, "A fresh line.")).toBeInViewport();
  await expect(row(420)).toBeInViewport();
  // A jump to what is not known, what is new meanwhile, and a message of one's own from there.
  await page.goto(`${path}?message=${said[2]?.id}`);
  await expect(page.locator(".message.is-found")).toContainText("Line number 3.");
  await expect(page.locator(".message.is-found")).toBeInViewport();
  await say(amal, talk.id, "Another fresh line.");
  await expect(page.getByRole("button", { name: /new/ })).toBeVisible();
  await expect(row(420)).toHaveCount(0);
  await field(page).fill("And that is all.");
  await field(page).press("Enter");
  await expect(messages(page, "And that is all.")).toBeInViewport();
  expect(faults).toEqual([]);
  await page.context().close();
});
