import { fileURLToPath } from "node:url";
import { expect, type Page } from "@playwright/test";
import { at } from "./page.js";
import type { World } from "./world.js";

export interface Opened {
  name: string;
  path: string;
  /** Opened by an administrator. */
  isStaff?: true;
  /** Before the page is loaded. */
  before?: (page: Page) => Promise<unknown>;
  open: (page: Page) => Promise<unknown>;
  /** What is there once it is open. */
  sign: string;
}

/** Answers a part of the API as a server in trouble does. */
const broken = (path: string) => (page: Page) =>
  page.route(`**/api/v1/${path}`, (route) =>
    route.fulfill({
      status: 503,
      contentType: "application/problem+json",
      body: JSON.stringify({ status: 503, title: "Service Unavailable", trace_id: "0af7651916cd43dd8448eb211c80319c" }),
    }),
  );

/** The icon of the client. */
const picture = fileURLToPath(new URL("../public/icon-512.png", import.meta.url));

const press = (selector: string) => (page: Page) => page.locator(selector).first().click();
const nothing = async () => {};
const menu = "[aria-haspopup=menu]";

/** A key is heard once the page's script runs: it is pressed until it has its effect. */
const key = (name: string) => (page: Page) =>
  expect(async () => {
    await page.keyboard.press(name);
    await expect(page.locator("dialog[open]").first()).toBeVisible({ timeout: 3_000 });
  }).toPass();

const refund = async (page: Page) => {
  await page.locator("form.panel input").first().fill("0198c0de-0000-7000-8000-00000000dead");
  await page.locator("form.panel [type=submit]").click();
};

/** What opens over the screens (menus, sheets, dialogs), and what they show where something fails. For a person who is signed in. */
export const opened = (world: World): Opened[] => {
  const talk = `/communities/${world.community.id}`;
  const thread = `${talk}/threads/${world.thread.id}`;
  const own = `/organize/${world.own.id}`;
  const dialog = "dialog[open]";
  const inMenu = (button: string, item: RegExp) => async (page: Page) => {
    await page.locator(button).first().click();
    await page.getByRole("menuitem", { name: item }).first().click();
  };
  return [
    { name: "menu", path: thread, open: press(`.pane-head ${menu}`), sign: "[role=menu]" },
    { name: "menu of a dashboard", path: own, open: press(`.page-head ${menu}`), sign: "[role=menu]" },
    { name: "details", path: thread, open: press(".pane-head [aria-expanded]:not([aria-haspopup])"), sign: ".details" },
    {
      name: "notices of a discussion",
      path: thread,
      open: inMenu(`.pane-head ${menu}`, /^(Notifications of this place|إشعارات هذا المكان)/),
      sign: dialog,
    },
    { name: "report", path: thread, open: inMenu(`.pane-head ${menu}`, /^(Report|أبلغ)/), sign: dialog },
    { name: "link to another site", path: thread, open: press(".pane-scroll .prose a"), sign: ".leaving-address" },
    {
      name: "drafts",
      path: thread,
      open: async (page) => {
        await page.locator(".composer textarea").fill("Not yet ready");
        await page.goto(at("/drafts"));
      },
      sign: ".line",
    },
    {
      name: "title of a discussion",
      path: `/communities/${world.ownCommunity.id}/threads/${world.ownThread.id}`,
      open: inMenu(`.pane-head ${menu}`, /^(Change the title|غيّر العنوان)/),
      sign: dialog,
    },
    { name: "emoji", path: thread, open: press(".composer [aria-haspopup=dialog]"), sign: dialog },
    { name: "answers", path: thread, open: press(".message .link-button"), sign: dialog },
    { name: "new discussion", path: talk, open: press(".talk-list > .button.wide"), sign: dialog },
    {
      name: "message to attendees",
      path: own,
      open: inMenu(`.page-head ${menu}`, /Write to all attendees|اكتب إلى كل الحاضرين/),
      sign: dialog,
    },
    { name: "cancelling", path: own, open: inMenu(`.page-head ${menu}`, /Cancel the event|ألغِ الفعالية/), sign: dialog },
    {
      name: "verdict at the door",
      path: `${own}/scan`,
      open: async (page) => {
        await page.locator(".scan-code input").fill("NO-SUCH-TICKET");
        await page.keyboard.press("Enter");
      },
      sign: ".scan-verdict:not(:empty)",
    },
    {
      name: "cutting a picture",
      path: "/profile",
      open: async (page) => page.locator("input[type=file]").first().setInputFiles(picture),
      sign: `${dialog} canvas, ${dialog} img`,
    },
    { name: "a new project", path: "/profile", open: press(".panel-head .button"), sign: dialog },
    { name: "search of everything", path: "/mine", open: key("Control+k"), sign: dialog },
    { name: "keys", path: "/mine", open: key("?"), sign: dialog },
    { name: "failure", path: "/courses", before: broken("courses**"), open: nothing, sign: ".state[role=alert]" },
    { name: "failure of a list", path: "/connections", before: broken("connections**"), open: nothing, sign: ".state[role=alert]" },
    { name: "no course", path: "/courses?q=nosuchword", open: nothing, sign: ".state .button" },
    { name: "no community", path: "/communities?q=nosuchword", open: nothing, sign: ".state .button" },
    { name: "missing event", path: "/events/0198c0de-0000-7000-8000-00000000dead", open: nothing, sign: ".state" },
    { name: "used link", path: "/verify-email#token=none", open: press(".entrance > .button.primary"), sign: ".entrance .field-error" },
    { name: "missing channel", path: "/channels/0198c0de-0000-7000-8000-00000000dead", open: nothing, sign: ".state" },
    { name: "roles", path: "/admin?part=people", isStaff: true, open: inMenu(`main ${menu}`, /^(Roles|الأدوار)/), sign: dialog },
    {
      name: "suspension",
      // Its own account has no such entry.
      path: `/admin?part=people&q=${world.friend.username}`,
      isStaff: true,
      open: inMenu(`main ${menu}`, /^(Suspend|أوقفه)/),
      sign: dialog,
    },
    { name: "refund", path: "/admin?part=ledger", isStaff: true, open: refund, sign: dialog },
    {
      name: "part of a course",
      path: `/admin?part=courses&course=${world.course.id}`,
      isStaff: true,
      open: press("ol .line .line-end > .button"),
      sign: dialog,
    },
    { name: "new key", path: "/admin?part=service", isStaff: true, open: press(".panel > div > .button"), sign: dialog },
    { name: "no certificate", path: "/certificates/CERT-NONE", open: nothing, sign: ".field-error" },
    // The last one: it outlives its page.
    { name: "call", path: thread, open: press(".pane-head [aria-disabled]"), sign: ".call" },
  ];
};
