// A discussion of many messages.
import type { Locator } from "@playwright/test";
import { call, community, enrol, isFull, person, say, thread } from "./fleet.js";
import { at, expect, test } from "./page.js";
import { messages, nearStart, window } from "./talk.js";

const long = isFull ? test : test.skip;

long("Of hundreds of messages the browser leaves out those far from the view, and the place stays to the pixel", async ({ browser }) => {
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
  await expect(row(420)).toHaveCount(1);
  const leftOut = () =>
    page.evaluate(
      () => [...document.querySelectorAll(".message .prose")].filter((one) => !one.checkVisibility({ contentVisibilityAuto: true })).length,
    );
  await expect.poll(leftOut).toBeGreaterThan(300);

  // The list is as high as if all of them were laid out.
  const height = (isLong: boolean) =>
    page.evaluate((isLong) => {
      const list = document.querySelector(".messages") as HTMLElement;
      list.classList.toggle("is-long", isLong);
      return list.getBoundingClientRect().height;
    }, isLong);
  const left = await height(true);
  const whole = await height(false);
  expect(Math.abs((await height(true)) - whole) + Math.abs(left - whole)).toBeLessThanOrEqual(1);

  /** Whether the same message stays under the eye while something happens. */
  const stays = async (one: Locator, happens: () => Promise<unknown>) => {
    const before = await one.boundingBox();
    await happens();
    await expect.poll(async () => Math.abs(((await one.boundingBox())?.y ?? 0) - (before?.y ?? 0))).toBeLessThanOrEqual(1);
  };
  // Earlier ones come in above, one far above becomes longer, and one far below.
  let answer = () => {};
  const held = new Promise<void>((done) => {
    answer = done;
  });
  await page.route(/before_seq=/, async (route) => {
    await held;
    await route.continue();
  });
  await nearStart(page);
  const first = messages(page, "Line number 30.");
  await expect(messages(page, "Line number 21.")).toHaveCount(1);
  await stays(first, async () => {
    answer();
    await expect(row(1)).toHaveCount(1);
  });
  await page.getByRole("button", { name: "To the latest" }).click();
  await expect(row(420)).toBeInViewport();
  await page.mouse.move(900, 400);
  await page.mouse.wheel(0, -3_000);
  const shown = () =>
    page.evaluate(() => {
      const box = document.querySelector(".pane-scroll")?.getBoundingClientRect();
      const middle = ((box?.top ?? 0) + (box?.bottom ?? 0)) / 2;
      const row = [...document.querySelectorAll(".message")].find((one) => one.getBoundingClientRect().bottom > middle);
      return Number(/number (\d+)\./.exec(row?.textContent ?? "")?.[1]);
    });
  await expect.poll(shown).toBeLessThan(410);
  const eye = await shown();
  await stays(row(eye), async () => {
    await call("PATCH", `/messages/${said[20]?.id}`, { content: "Longer\n\nnow\n\nthan\n\nit\n\nwas." }, amal.token);
    await say(amal, talk.id, "A fresh line.");
    await expect(messages(page, "A fresh line.")).toHaveCount(1);
    await expect(page.locator(".message").filter({ hasText: "Longer" })).toHaveCount(1);
  });
  // A way up through rows that are left out: step for step the reader moves as far as the wheel says.
  for (let step = 0; step < 40; step++) {
    const now = await shown();
    const before = (await row(now).boundingBox())?.y ?? 0;
    const scrolled = await page.evaluate(async () => {
      const box = document.querySelector(".pane-scroll") as HTMLElement;
      const way = Math.min(box.scrollTop, 250);
      box.scrollTop -= way;
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))));
      return way;
    });
    expect(Math.abs(((await row(now).boundingBox())?.y ?? 0) - before - scrolled)).toBeLessThanOrEqual(1);
  }
  // What is left out is found by the keys and shown.
  await page.goto(`${path}?message=${said[2]?.id}`);
  await expect(page.locator(".message.is-found")).toContainText("Line number 3.");
  await expect(page.locator(".message.is-found")).toBeInViewport();
  expect(faults).toEqual([]);
  await page.context().close();
});
