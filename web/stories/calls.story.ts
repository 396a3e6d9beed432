// Calls between two browsers: at a desk in English, on a phone in Arabic. Microphone and camera are Chromium's own.
import type { Browser, Page, WebSocketRoute } from "@playwright/test";
import { befriend, isFull, type Person, person } from "./fleet.js";
import { at, enter, expect, test, watch } from "./page.js";
import config from "./playwright.config.js";

test.use({
  launchOptions: {
    ...config.use?.launchOptions,
    args: [
      ...(config.use?.launchOptions?.args ?? []),
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
      // A machine without a network has this interface only.
      "--allow-loopback-in-peer-connection",
    ],
  },
});

interface Two {
  amal: Person;
  noor: Person;
  desk: Page;
  phone: Page;
  /** The phone's connection to the hub. */
  hub: Cable;
  faults: string[];
  end: () => Promise<void>;
}

interface Cable {
  cut: () => void;
  mend: () => void;
}

/** Leads a page's connections to the hub through the test, which can cut them. */
async function cable(page: Page): Promise<Cable> {
  let isCut = false;
  const lines = new Set<WebSocketRoute>();
  await page.routeWebSocket(/\/hubs\//, (line) => {
    if (isCut) {
      void line.close();
      return;
    }
    lines.add(line);
    line.connectToServer();
  });
  return {
    cut: () => {
      isCut = true;
      for (const line of lines) {
        void line.close({ code: 1001 });
      }
      lines.clear();
    },
    mend: () => {
      isCut = false;
    },
  };
}

async function two(browser: Browser): Promise<Two> {
  const [amal, noor] = [await person("Amal Haddad"), await person("نور سالم")];
  await befriend(amal, noor);
  const pages: Page[] = [];
  const faults: string[] = [];
  for (const [who, options] of [
    [amal, { locale: "en-GB", viewport: { width: 1280, height: 860 } }],
    [noor, { locale: "ar", viewport: { width: 390, height: 844 }, hasTouch: true }],
  ] as const) {
    const context = await browser.newContext({ ...options, timezoneId: "Asia/Dubai" });
    const page = await context.newPage();
    watch(page, faults);
    await enter(page, who);
    pages.push(page);
  }
  const [desk, phone] = pages as [Page, Page];
  await desk.goto(at(`/messages/${noor.id}`));
  const hub = await cable(phone);
  // Wherever one is.
  await phone.goto(at("/communities"));
  await expect(phone.getByRole("heading", { level: 1 })).toBeVisible();
  // The other one's hub is connected: a ring would come.
  await expect(desk.locator(".presence.is-here")).toBeVisible();
  return { amal, noor, desk, phone, hub, faults, end: () => Promise.all(pages.map((page) => page.context().close())).then(() => {}) };
}

/** Pixels of the other person's picture come in, and each is new. */
const seen = (page: Page) =>
  expect
    .poll(() =>
      page.evaluate(() => {
        const video = document.querySelector<HTMLVideoElement>(".call-face:not(.is-own) video");
        return video && video.videoWidth > 0 ? video.getVideoPlaybackQuality().totalVideoFrames : 0;
      }),
    )
    .toBeGreaterThan(3);

const phase = (page: Page, name: string) => expect(page.locator(`.call[data-phase=${name}]`)).toBeVisible();

test("Two people talk: it rings wherever one is, is answered by keyboard, has sound and pictures, outlives a reload, and ends for both", async ({
  browser,
}) => {
  const { desk, phone, faults, end } = await two(browser);
  await desk.getByRole("button", { name: "Video call with نور سالم" }).click();
  await phase(desk, "calling");
  const ring = phone.getByRole("region", { name: "Amal Haddad يتصل بك بالصورة" });
  await expect(ring).toBeVisible();
  await expect(phone.getByRole("alert")).toContainText("Amal Haddad يتصل بك بالصورة");
  await expect(ring.getByRole("button", { name: "رنّ بصوت" })).toBeVisible();
  // The keyboard leads to the answer from everywhere.
  await phone.keyboard.press("Alt+c");
  await expect.poll(() => phone.evaluate(() => document.activeElement?.textContent)).toBe("ردّ");
  await ring.getByRole("button", { name: "ردّ بالصورة" }).click();
  await phase(desk, "live");
  await phase(phone, "live");
  await seen(desk);
  await seen(phone);
  await expect(ring).toHaveCount(0);

  // The call stays while one goes elsewhere.
  await phone.getByRole("link", { name: "فعالياتي" }).click();
  await expect(phone).toHaveURL(/\/mine/);
  await phase(phone, "live");
  await phone.getByRole("button", { name: "اكتم الصوت" }).click();
  await expect(desk.locator(".call-face:not(.is-own)")).toContainText("Muted");
  await desk.getByRole("button", { name: "Turn the camera off" }).click();
  await expect(phone.locator(".call-face:not(.is-own) video")).toHaveCount(0);
  await desk.getByRole("button", { name: "Turn the camera on" }).click();
  await seen(phone);
  const large = desk.getByRole("button", { name: "Show larger" });
  await large.click();
  await desk.keyboard.press("Escape");
  await expect(large).toBeVisible();
  await phase(desk, "live");

  await phone.reload();
  await phase(phone, "live");
  await phase(desk, "live");
  await desk.getByRole("button", { name: "Hang up" }).click();
  await expect(desk.locator(".call")).toHaveCount(0);
  await expect(phone.locator(".call")).toContainText("انتهت المكالمة");
  await phone.getByRole("button", { name: "أغلق" }).click();
  await phone.goto(at("/calls"));
  await expect(phone.getByRole("listitem").filter({ hasText: "Amal Haddad" })).toContainText("اتصل بك");
  expect(faults).toEqual([]);
  await end();
});

const long = isFull ? test : test.skip;

long(
  "A call is declined, is missed after a while, finds a person busy, and comes back after the connection was away",
  async ({ browser }) => {
    const { amal, desk, phone, hub, faults, end } = await two(browser);
    const call = desk.getByRole("button", { name: "Call نور سالم", exact: true });
    await call.click();
    await phone.getByRole("button", { name: "ارفض" }).click();
    await expect(desk.locator(".call")).toContainText("The call was declined.");
    await desk.getByRole("button", { name: "Call again" }).click();
    await phone.getByRole("button", { name: "ردّ", exact: true }).click();
    await phase(desk, "live");

    // A third person calls the one who talks.
    const omar = await person("Omar Said");
    await befriend(omar, amal);
    const third = await (await browser.newContext({ locale: "en-GB", timezoneId: "Asia/Dubai" })).newPage();
    watch(third, faults);
    await enter(third, omar);
    await third.goto(at(`/messages/${amal.id}`));
    await third.getByRole("button", { name: "Call Amal Haddad", exact: true }).click();
    await expect(third.locator(".call")).toContainText("They are in another call.");

    hub.cut();
    await phase(phone, "lost");
    hub.mend();
    await phase(phone, "live");
    await phase(desk, "live");
    await phone.getByRole("button", { name: "أنهِ المكالمة" }).click();
    await expect(desk.locator(".call")).toContainText("The call is over.");
    await desk.getByRole("button", { name: "Close" }).click();

    // Nobody answers: the server ends the ring.
    await call.click();
    await expect(phone.locator(".ring-card")).toBeVisible();
    await expect(desk.locator(".call")).toContainText("No answer.");
    await expect(phone.locator(".ring-card")).toHaveCount(0);
    await phone.goto(at("/calls"));
    await expect(phone.getByRole("listitem").filter({ hasText: "Amal Haddad" }).first()).toContainText("فائتة");
    expect(faults).toEqual([]);
    await third.context().close();
    await end();
  },
);
