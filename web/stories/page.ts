// What every story does with a page: nothing may leave for a third party, and nothing may be refused by the policy.
import { type Browser, test as base, expect, type Page } from "@playwright/test";
import { call, type Person, password, url } from "./fleet.js";

export { expect };

/** What a page did that it must not do, added to `faults` when it happens. */
export function watch(page: Page, faults: string[] = []): string[] {
  page.on("request", (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (hostname !== "127.0.0.1" && hostname !== "localhost" && protocol !== "blob:" && protocol !== "data:") {
      faults.push(`A request left for ${request.url()}`);
    }
  });
  page.on("pageerror", (error) => faults.push(`An error was not caught: ${error.stack ?? error.message}`));
  page.on("console", (message) => {
    if (/Content.Security.Policy|Trusted/i.test(message.text())) {
      faults.push(message.text());
    }
  });
  return faults;
}

export const test = base.extend<{ faults: string[] }>({
  faults: [
    async ({ page }, use) => {
      const faults = watch(page);
      await use(faults);
      expect(faults).toEqual([]);
    },
    { auto: true },
  ],
});

/** Signs a person in, in the page's browser, as the form would leave it: a session of its own, in a cookie that scripts cannot read. */
export async function enter(page: Page, who: Person): Promise<void> {
  const { refresh_token } = await call<{ refresh_token: string }>("POST", "/auth/login", { identifier: who.username, password });
  await page.context().addCookies([
    // Chromium counts 127.0.0.1 as secure.
    {
      name: "__Host-community",
      value: refresh_token,
      url: url.replace(/^http:/, "https:"),
      httpOnly: true,
      secure: true,
      sameSite: "Strict",
    },
  ]);
  await page.context().addInitScript(
    ([id, name, username]) => {
      if (!localStorage.getItem("story.entered")) {
        localStorage.setItem("story.entered", "yes");
        localStorage.setItem("community.me", JSON.stringify({ id, username, name, isGuest: false }));
      }
    },
    [who.id, who.name, who.username] as const,
  );
}

export const at = (path: string): string => `${url}/app${path}`;

/** A person's own browser. */
export async function windowOf(browser: Browser, who: Person, faults: string[], options: object = {}): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Asia/Dubai", ...options });
  const page = await context.newPage();
  watch(page, faults);
  await enter(page, who);
  return page;
}
