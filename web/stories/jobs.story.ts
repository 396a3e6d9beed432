// The main jobs, as a person does them: find an event, take a seat as a guest, pay, have the ticket, talk.

import { call, enrol, event, isFull, organizer, person, unique } from "./fleet.js";
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
  await expect(page.getByRole("link", { name: "My ticket" })).toBeVisible();
  await context.setOffline(true);
  await page.getByRole("link", { name: "My ticket" }).click();
  await expect(page.locator(".ticket .mono")).toHaveText(code ?? "");
  await expect(page.getByRole("img", { name: "QR code of your ticket" })).toBeVisible();
  await expect(page.getByText("You are offline.")).toBeVisible();
  await context.setOffline(false);

  await page.goto(at("/register"));
  const name = `guest${Date.now().toString(36)}`;
  await page.getByLabel("Username").fill(name);
  await page.getByLabel("Email address").fill(`${name}@example.org`);
  await page.getByLabel("Password").fill("three quiet green boats");
  await page.getByRole("button", { name: "Make my account" }).click();
  await expect(page).toHaveURL(/\/app\/$/);
  await page.getByRole("link", { name: "My events" }).click();
  await page.getByRole("link", { name: "Ticket" }).click();
  await expect(page.locator(".ticket .mono")).toHaveText(code ?? "");
});

test("A reader who comes back to a long list is where they were, with all that was shown", async ({ page }) => {
  const host = await organizer("Sami Nasser");
  const word = unique();
  for (let number = 0; number < 16; number++) {
    await event(host, `Walk ${word} ${number}`, { inDays: 2 + number });
  }
  await page.goto(at(`/?q=${word}`));
  const cards = page.locator(".event-card");
  await expect(cards).toHaveCount(13);
  await page.getByRole("button", { name: "Show more" }).click();
  await expect(cards).toHaveCount(16);
  const last = page.getByRole("link", { name: `Walk ${word} 15` });
  await last.click();
  await expect(page.getByRole("heading", { level: 1, name: `Walk ${word} 15` })).toBeVisible();
  await page.goBack();
  await expect(cards).toHaveCount(16);
  await expect(last).toBeInViewport();
});

// The other jobs take minutes: they run with COMMUNITY_TEST_FULL=1.
const long = isFull ? test : test.skip;

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

long("A full event leads to the waitlist", async ({ page }) => {
  await enter(page, await person("Omar"));
  await page.goto(at(`/events/${world.full.id}`));
  await page.getByRole("button", { name: "Join the waitlist" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Join the waitlist" }).click();
  await expect(page.getByText("You are number 1 on the waitlist.")).toBeVisible();
});

long(
  "Two people talk: a message is there at once, reaches the other, waits for the network, and is there once",
  async ({ page, browser, context }) => {
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
    const page1 = await call<{ items: { content: string }[] }>(
      "GET",
      `/threads/${world.thread.id}/messages?limit=50`,
      undefined,
      omar.token,
    );
    expect(page1.items.filter((one) => one.content === "Written without a network")).toHaveLength(1);
    expect(faults).toEqual([]);
    await other.context().close();
  },
);

long("Everything is reached by the keyboard, and the focus follows the screen", async ({ page }) => {
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

long("Two people connect and write to each other; the answer leads back to the message that it answers", async ({ page, browser }) => {
  const sara = await person("Sara Lind");
  const other = await (await browser.newContext({ locale: "en-GB", timezoneId: "Asia/Dubai" })).newPage();
  const faults = watch(other);
  await enter(page, world.reader);
  await enter(other, sara);
  await other.goto(at(`/users/${world.reader.id}`));
  await other.getByRole("button", { name: "Connect" }).click();
  await expect(other.getByRole("button", { name: "Withdraw" })).toBeVisible();
  await page.goto(at("/connections"));
  const request = page.getByRole("listitem").filter({ hasText: "Sara Lind" });
  await request.getByRole("button", { name: "Accept" }).click();
  await expect(page.getByRole("link", { name: "Write: Sara Lind" })).toBeVisible();
  await page.getByRole("link", { name: "Write: Sara Lind" }).click();
  const field = page.getByRole("textbox", { name: "Write a message" });
  await field.fill("Welcome, Sara!");
  await field.press("Enter");
  await other.goto(at(`/messages/${world.reader.id}`));
  const message = other.locator(".message", { hasText: "Welcome, Sara!" });
  await expect(message).toHaveCount(1);
  await message.hover();
  await message.getByRole("button", { name: /^Reply to/ }).click();
  await other.getByRole("textbox", { name: "Write a message" }).fill("Thank you!");
  await other.getByRole("textbox", { name: "Write a message" }).press("Enter");
  const answer = page.locator(".message", { hasText: "Thank you!" });
  await expect(answer.locator(".quote")).toContainText("Welcome, Sara!");
  await answer.locator(".quote").click();
  await expect(page.locator(".message.is-found")).toContainText("Welcome, Sara!");
  expect(faults).toEqual([]);
  await other.context().close();
});

long("An organizer announces an event, publishes it, and lets a guest in by the code of the ticket", async ({ page }) => {
  await enter(page, world.reader);
  await page.goto(at("/organize/new"));
  const day = new Date(Date.now() + 30 * 60_000);
  const time = (at: Date) => new Date(at.getTime() + 4 * 3_600_000).toISOString().slice(0, 16);
  await page.getByLabel("Name", { exact: true }).fill("Late tea");
  await page.getByLabel("Time zone").fill("dubai");
  await page.getByLabel("Begins").fill(time(day));
  await page.getByLabel("Ends").fill(time(new Date(day.getTime() + 7_200_000)));
  await page.getByLabel("Place", { exact: true }).fill("The kitchen");
  await page.getByRole("button", { name: "Save the draft" }).click();
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("link", { name: "Scan tickets" })).toBeVisible();
  const id = /organize\/([0-9a-f-]+)/.exec(page.url())?.[1] ?? "";
  const guest = await person("Tarek Aziz");
  const seat = await call<{ ticket_code: string }>("POST", `/events/${id}/register`, undefined, guest.token);
  await page.getByRole("link", { name: "Scan tickets" }).click();
  const code = page.getByLabel("Code of the ticket");
  await code.fill(seat.ticket_code);
  await code.press("Enter");
  await expect(page.getByText("1 person let in on this device")).toBeVisible();
  await code.fill(seat.ticket_code);
  await code.press("Enter");
  await expect(page.getByText(/Was used already/)).toBeVisible();
});
