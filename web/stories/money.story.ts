// Payments and refunds: an event from its first ticket to its cancellation, credits, plans.
import type { Browser, Page } from "@playwright/test";
import { call, event, isFull, organizer, type Person, person, staff } from "./fleet.js";
import { at, enter, expect, test, watch } from "./page.js";

const long = isFull ? test : test.skip;

/** A browser of a person, on a page. */
async function visit(browser: Browser, who: Person, path: string, faults: string[]): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Asia/Dubai" });
  const page = await context.newPage();
  watch(page, faults);
  await enter(page, who);
  await page.goto(at(path));
  return page;
}

/** Pays on the payment provider's page. */
async function payByCard(page: Page): Promise<void> {
  await page.waitForURL(/\/c\/pay\//);
  await page.locator("[name=card_number]").fill("4242 4242 4242 4242");
  await page.locator("[type=submit]").first().click();
}

async function buyTicket(page: Page, id: string): Promise<void> {
  await page.getByRole("button", { name: /Get a ticket/ }).click();
  await page.getByRole("button", { name: "Go to payment" }).click();
  await payByCard(page);
  await expect(page.getByRole("img", { name: "QR code of your ticket" })).toBeVisible();
  await page.goto(at(`/events/${id}`));
  await expect(page.getByText("You are going")).toBeVisible();
}

/** A number of the organizer's screen, by the words below it. */
const figure = (page: Page, name: string) => page.locator(".figures > div").filter({ has: page.getByText(name, { exact: true }) });

long(
  "An organizer sees the figures move, changes the place, and cancels: all attendees are told, and the money is back",
  async ({ browser }) => {
    const faults: string[] = [];
    const [host, omar, mona] = [await organizer("Lina Weiss"), await person("Omar Farouk"), await person("Mona Said")];
    const pottery = await event(host, "Clay for beginners", {
      location_name: "The old studio",
      price_cents: 14_500,
      currency: "AED",
      max_attendees: 10,
      // Longer than until the start: only a move opens the refund again.
      refund_hours: 240,
    });
    const page = `/events/${pottery.id}`;
    const desk = await visit(browser, host, `/organize/${pottery.id}`, faults);
    await expect(figure(desk, "Seats taken")).toContainText("0 of 10");
    // A reload would lose it.
    await desk.evaluate(() => Object.assign(globalThis, { isSame: true }));

    const first = await visit(browser, omar, page, faults);
    await buyTicket(first, pottery.id);
    await expect(figure(desk, "Seats taken")).toContainText("1 of 10");
    await expect(figure(desk, "Received")).toContainText(/AED.145/);
    const second = await visit(browser, mona, page, faults);
    await buyTicket(second, pottery.id);
    await expect(figure(desk, "Seats taken")).toContainText("2 of 10");
    await expect(figure(desk, "Remains")).toContainText(/AED.290/);

    await second.goto(at("/notifications"));
    await expect(second.getByRole("link", { name: "You are going" })).toBeVisible();
    await desk.getByRole("link", { name: "Edit" }).click();
    await desk.getByLabel("Place", { exact: true }).fill("The studio by the sea");
    await desk.getByRole("button", { name: "Save" }).click();
    await expect(figure(desk, "Seats taken")).toContainText("2 of 10");
    await expect(first.locator(".facts")).toContainText("The studio by the sea");
    await expect(first.getByText(/^Give your seat back until .*, and you get AED.145 back\.$/)).toBeVisible();
    await expect(second.getByText(/It takes place at The studio by the sea.* instead of The old studio/)).toBeVisible();
    await second.getByRole("link", { name: "Event changed" }).click();
    await second.getByRole("button", { name: "Give my seat back" }).click();
    await expect(second.getByRole("dialog")).toContainText(/You get AED.145 back/);
    await second.getByRole("dialog").getByRole("button", { name: "Close" }).click();

    const seat = await call<{ order_id: string }>("GET", `${page}/status`, undefined, mona.token);
    await second.goto(at(`/orders/${seat.order_id}`));
    await expect(second.getByText("Paid", { exact: true })).toBeVisible();
    await desk.getByRole("button", { name: "More options" }).click();
    await desk.getByRole("menuitem", { name: "Cancel the event" }).click();
    const dialog = desk.getByRole("dialog");
    await expect(dialog).toContainText("2 people are told");
    await expect(dialog).toContainText(/AED.290 in all is refunded/);
    await dialog.getByLabel("Why? It is told to all.").fill("The kiln is broken.");
    const cancel = dialog.getByRole("button", { name: "Cancel the event" });
    await expect(cancel).toBeDisabled();
    await dialog.getByLabel(/Clay for beginners/).fill("Clay for beginners");
    await cancel.click();
    await expect(dialog).toHaveCount(0);

    await expect(first.getByText("This event was cancelled: The kiln is broken.")).toBeVisible();
    await expect(second.getByText("Money is back")).toBeVisible();
    await second.goto(at("/notifications"));
    await expect(second.getByText(/The organizer says: “The kiln is broken\.”/)).toBeVisible();
    await expect(figure(desk, "Refunded")).toContainText(/AED.290/);
    await expect(figure(desk, "Seats taken")).toContainText("0 of 10");
    expect(await desk.evaluate(() => "isSame" in globalThis)).toBe(true);
    expect(faults).toEqual([]);
    await Promise.all([desk, first, second].map((one) => one.context().close()));
  },
);

long("A person buys credits, pays a ticket with them, and the history adds up", async ({ browser }) => {
  const faults: string[] = [];
  const [host, sara] = [await organizer("Amal Haddad"), await person("Sara Lind")];
  const evening = await event(host, "Listening night", { price_cents: 9_000, currency: "AED", price_credits: 5, max_attendees: 10 });
  const page = await visit(browser, sara, "/wallet", faults);
  await expect(page.locator(".balance")).toContainText("0 credits");
  const pack = page.getByRole("region", { name: "Get credits" }).getByRole("listitem").first();
  const credits = Number.parseInt((await pack.locator(".line-title").textContent()) ?? "", 10);
  await pack.getByRole("button", { name: "Buy" }).click();
  await page.getByRole("button", { name: "Pay by card" }).click();
  await payByCard(page);
  await page.getByRole("link", { name: "Continue" }).click();
  await expect(page.locator(".balance")).toContainText(`${credits} credits`);

  await page.goto(at(`/events/${evening.id}`));
  await page.getByRole("button", { name: /Get a ticket/ }).click();
  await page.getByRole("button", { name: "Go to payment" }).click();
  await expect(page.getByText(`Then ${credits - 5} credits are left.`, { exact: false })).toBeVisible();
  await page.getByRole("button", { name: "Pay with 5 credits" }).click();
  await page.getByRole("link", { name: "Continue" }).click();
  await expect(page.getByRole("img", { name: "QR code of your ticket" })).toBeVisible();

  await page.goto(at("/wallet"));
  await expect(page.locator(".balance")).toContainText(`${credits - 5} credits`);
  await page.getByRole("button", { name: "Check the sum" }).click();
  await expect(page.getByText("2 entries add up to your balance.")).toBeVisible();

  // An administrator finds the payment by the buyer, and gives it back.
  const desk = await visit(browser, await staff("Huda Aziz", "admin"), `/admin?part=people&q=${sara.username}`, faults);
  await desk.getByRole("button", { name: /More options: Sara Lind/ }).click();
  await desk.getByRole("menuitem", { name: "Payments" }).click();
  const payments = desk.getByRole("list", { name: "Payments" }).getByRole("listitem");
  await expect(payments).toHaveCount(2);
  await expect(payments.first()).toContainText("5 credits");
  await payments
    .first()
    .getByRole("button", { name: /^Choose: .*Listening night/ })
    .click();
  await desk.getByRole("button", { name: "Give a payment back" }).click();
  await desk.getByRole("dialog").getByRole("button", { name: "Give a payment back" }).click();
  await expect(payments.first()).toContainText("Given back: 5 credits");
  await expect(payments.first().getByRole("button")).toBeDisabled();
  expect(faults).toEqual([]);
  await Promise.all([page, desk].map((one) => one.context().close()));
});

long("A person takes a plan, ends it, and keeps it until the day that was paid for", async ({ browser }) => {
  const faults: string[] = [];
  const page = await visit(browser, await person("Rami Haddad"), "/plans", faults);
  const premium = page.locator(".plan").filter({ has: page.getByRole("heading", { name: "Community Premium" }) });
  await premium.getByRole("button", { name: "Choose" }).click();
  await payByCard(page);
  await expect(premium.getByText("Your plan")).toBeVisible();
  await expect(page.getByText(/^Renews on/)).toBeVisible();
  await premium.getByRole("button", { name: "Cancel the plan" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(/You keep it until .*; then nothing more is charged/);
  await dialog.getByRole("button", { name: "Cancel the plan" }).click();
  await expect(page.getByText(/^Ends on/)).toBeVisible();
  await premium.getByRole("button", { name: "Keep the plan" }).click();
  await expect(page.getByText(/^Renews on/)).toBeVisible();
  expect(faults).toEqual([]);
  await page.context().close();
});
