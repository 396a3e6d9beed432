// What the stories of talk share.
import type { Browser, Page } from "@playwright/test";
import type { Person } from "./fleet.js";
import { enter, watch } from "./page.js";

/** A browser of a person. What its page must not do is added to `faults`. */
export async function window(browser: Browser, who: Person, faults: string[], options: object = {}): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Asia/Dubai", ...options });
  const page = await context.newPage();
  watch(page, faults);
  await enter(page, who);
  return page;
}

export const field = (page: Page) => page.getByRole("textbox", { name: "Write a message" });
export const messages = (page: Page, text: string) => page.locator(".message", { hasText: text });

/** Scrolls up until the beginning of what was read is near. */
export const nearStart = (page: Page) =>
  page.locator(".pane-scroll").evaluate((box) => {
    const row = box.querySelector(".earlier");
    box.scrollTop += (row?.getBoundingClientRect().bottom ?? 0) - box.getBoundingClientRect().top + 20;
  });
