// The main jobs, as a person does them: find an event, take a seat as a guest, pay, have the ticket, talk.

import { call, enrol, person } from "./fleet.js";
import { at, enter, expect, test, watch } from "./page.js";
import { town, type World } from "./world.js";

let world: World;
test.beforeAll(async () => {
  world = await town();
});

test("A guest finds an event and has the ticket after two taps; it works offline and goes over to the account", async ({
  page,
  context,
}) => {
  await page.goto(at("/"));
  await page.getByRole("searchbox").fill(world.free.name);
  await expect(page).toHaveURL(/q=/);
  await page.getByRole("link", { name: world.free.name }).first().click();
  await expect(page).toHaveTitle(new RegExp(world.free.name));
  await page.getByRole("button", { name: "Take a seat" }).click();
  await page.getByRole("button", { name: "Come as a guest" }).click();
  await expect(page.getByRole("img", { name: "QR code of your ticket" })).toBeVisible();
  const code = await page.locator(".ticket .mono").textContent();

  // The page is there; the network is not.
  await page.getByRole("link", { name: "Back to the event" }).click();
  await expect(page.getByRole("link", { name: "Show my ticket" })).toBeVisible();
  await context.setOffline(true);
  await page.getByRole("link", { name: "Show my ticket" }).click();
  await expect(page.locator(".ticket .mono")).toHaveText(code ?? "");
  await expect(page.getByRole("img", { name: "QR code of your ticket" })).toBeVisible();
  await expect(page.getByText("You are offline.")).toBeVisible();
  await context.setOffline(false);

  await page.goto(at("/register"));
  const name = `guest${Date.now().toString(36)}`;
  await page.getByLabel("Username").fill(name);
  await page.getByLabel("Mail address").fill(`${name}@example.org`);
  await page.getByLabel("Password").fill("three quiet green boats");
  await page.getByRole("button", { name: "Make my account" }).click();
  await expect(page).toHaveURL(/\/app\/$/);
  await page.getByRole("link", { name: "My events" }).click();
  await page.getByRole("link", { name: "Ticket" }).click();
  await expect(page.locator(".ticket .mono")).toHaveText(code ?? "");
});

test("A ticket is paid on the payment provider's page and arrives by itself; a declined card charges nothing", async ({ page }) => {
  await enter(page, world.reader);
  await page.goto(at(`/events/${world.paid.id}`));
  await page.getByRole("button", { name: /Get a ticket/ }).click();
  await page.getByRole("button", { name: "Go to payment" }).click();
  await page.waitForURL(/\/c\/pay\//);
  await page.locator("[name=card_number]").fill("4000 0000 0000 0002");
  await page.locator("[type=submit]").first().click();
  await expect(page.locator("[name=card_number]")).toBeVisible();
  await page.goto(at(`/events/${world.paid.id}/paid?cancelled=1`));
  await expect(page.getByText("You have not paid yet")).toBeVisible();
  await page.getByRole("button", { name: "Pay now" }).click();
  await page.waitForURL(/\/c\/pay\//);
  await page.locator("[name=card_number]").fill("4242 4242 4242 4242");
  await page.locator("[type=submit]").first().click();
  await expect(page.getByRole("img", { name: "QR code of your ticket" })).toBeVisible();

  await page.goto(at(`/events/${world.paid.id}`));
  await page.getByRole("button", { name: "Give my seat back" }).click();
  await expect(page.getByText(/You get AED.145 back/)).toBeVisible();
  await page.getByRole("dialog").getByRole("button", { name: "Give my seat back" }).click();
  await expect(page.getByRole("button", { name: /Get a ticket/ })).toBeVisible();
});

test("A full event leads to the waitlist", async ({ page }) => {
  await enter(page, await person("Omar"));
  await page.goto(at(`/events/${world.full.id}`));
  await page.getByRole("button", { name: "Join the waitlist" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Join the waitlist" }).click();
  await expect(page.getByText("You are number 1 on the waitlist.")).toBeVisible();
});

test("Two people talk: a message is there at once, reaches the other, waits for the network, and is there once", async ({
  page,
  browser,
  context,
}) => {
  const omar = await person("Omar Said");
  await enrol(omar, world.community.id);
  await enter(page, world.reader);
  const other = await (await browser.newContext({ locale: "ar", timezoneId: "Asia/Dubai" })).newPage();
  const faults = watch(other);
  await enter(other, omar);
  const address = at(`/communities/${world.community.id}/threads/${world.thread.id}`);
  await page.goto(address);
  await other.goto(address);
  const field = page.getByRole("textbox", { name: "Write a message" });
  const otherField = other.getByRole("textbox", { name: "اكتب رسالة" });
  await expect(field).toBeVisible();
  await expect(otherField).toBeVisible();

  await field.fill("First line");
  await field.press("Enter");
  await expect(page.locator(".message", { hasText: "First line" })).toHaveCount(1);
  await expect(other.locator(".message", { hasText: "First line" })).toHaveCount(1);
  await expect(page.locator(".is-unsent")).toHaveCount(0);

  // A draft outlives the page.
  await field.fill("A draft that stays");
  await page.reload();
  await expect(page.getByRole("textbox", { name: "Write a message" })).toHaveValue("A draft that stays");

  await context.setOffline(true);
  await field.fill("Written without a network");
  await field.press("Enter");
  await expect(page.getByText("Waits for the connection")).toBeVisible();
  await context.setOffline(false);
  await expect(other.locator(".message", { hasText: "Written without a network" })).toHaveCount(1);
  await expect(page.locator(".is-unsent")).toHaveCount(0);
  await expect(page.locator(".message", { hasText: "Written without a network" })).toHaveCount(1);

  await otherField.fill("وصلت الرسالة");
  await otherField.press("Enter");
  await expect(page.locator(".message", { hasText: "وصلت الرسالة" })).toHaveCount(1);
  const page1 = await call<{ items: { content: string }[] }>("GET", `/threads/${world.thread.id}/messages?limit=50`, undefined, omar.token);
  expect(page1.items.filter((one) => one.content === "Written without a network")).toHaveLength(1);
  expect(faults).toEqual([]);
  await other.context().close();
});

test("Everything is reached by the keyboard, and the focus follows the screen", async ({ page }) => {
  await page.goto(at("/"));
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  const card = page.getByRole("link", { name: world.free.name }).first();
  await page.getByRole("searchbox").fill(world.free.name);
  await expect(card).toBeVisible();
  await card.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveTitle(new RegExp(world.free.name));
  await expect(page.locator("main")).toBeFocused();
  await page.goBack();
  await expect(page.getByRole("searchbox")).toHaveValue(world.free.name);
});
