// An organizer and their guests: a message to all, people who know each other, calendars; and what can be taken back.
import { befriend, call, event, isFull, organizer, person, until } from "./fleet.js";
import { at, enter, expect, test, watch } from "./page.js";

const long = isFull ? test : test.skip;

test("An organizer writes to all attendees, who read it on the event's page and in their notifications", async ({ page, browser }) => {
  const host = await organizer("Lina Weiss");
  const guest = await person("Tarek Aziz");
  const friend = await person("Mona Said");
  const evening = await event(host, "Rooftop cinema", { location_name: "The roof", description: "Bring a blanket." });
  for (const one of [guest, friend]) {
    await call("POST", `/events/${evening.id}/register`, undefined, one.token);
  }
  await befriend(guest, friend);

  await enter(page, host);
  await page.goto(at(`/organize/${evening.id}`));
  await page.getByRole("button", { name: "More options" }).click();
  await page.getByRole("menuitem", { name: "Write to all attendees" }).click();
  await page.getByLabel("Your message").fill("The door is on the back of the house.");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("2 people read this.")).toBeVisible();
  await page.getByRole("button", { name: "Send it to 2 people" }).click();
  await expect(page.getByRole("region", { name: "Messages to the attendees" })).toContainText("The door is on the back of the house.");

  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Asia/Dubai" });
  const phone = await context.newPage();
  const faults = watch(phone);
  await enter(phone, guest);
  await phone.goto(at(`/events/${evening.id}`));
  await expect(phone.getByRole("region", { name: "From the organizer" })).toContainText("The door is on the back of the house.");
  await until(
    async () =>
      (await call<{ total: number }>("GET", `/events/${evening.id}/connections`, undefined, guest.token)).total === 1 ? true : undefined,
    "a friend who goes",
  );
  await phone.reload();
  await expect(phone.getByRole("region", { name: "People you know" })).toContainText("Mona Said is going.");

  // Links only: nothing is asked of a calendar before the reader follows one.
  await phone.getByRole("button", { name: "Add to calendar" }).click();
  const google = phone.getByRole("menuitem", { name: "Google Calendar" });
  await expect(google).toHaveAttribute("href", /^https:\/\/calendar\.google\.com\/.*text=Rooftop\+cinema/);
  await expect(google).toHaveAttribute("rel", "noopener noreferrer");
  await expect(phone.getByRole("menuitem", { name: "Outlook Calendar" })).toHaveAttribute("href", /^https:\/\/outlook\.live\.com\//);
  await phone.goto(at("/notifications"));
  await expect(phone.getByText("writes: “The door is on the back of the house.”")).toBeVisible();
  expect(faults).toEqual([]);
  await context.close();
});

long("A declined request can be taken back, a free seat given back, and a token is shown once", async ({ page }) => {
  const host = await organizer("Lina Weiss");
  const reader = await person("Maya Fernandes");
  const other = await person("Omar Farouk");
  const walk = await event(host, "Slow walk");
  await until(
    () => call<{ id: string }>("POST", "/connections", { user_id: reader.id }, other.token).catch(() => undefined),
    "a request to connect",
  );
  await enter(page, reader);
  await page.goto(at("/connections"));
  const request = page.getByRole("region", { name: "They would like to connect" });
  await request.getByRole("button", { name: "Decline" }).click();
  await expect(request).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(request).toContainText("Omar Farouk");

  await page.goto(at(`/events/${walk.id}`));
  await page.getByRole("button", { name: "Take a seat" }).click();
  await page.getByRole("button", { name: "Take my seat" }).click();
  await expect(page.getByRole("heading", { name: "Slow walk" })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("button", { name: "Take a seat" })).toBeVisible();

  await page.goto(at("/account/api-tokens"));
  await page.getByLabel("Name").fill("Calendar at home");
  await page.getByLabel("Events and tickets: Read").check();
  await page.getByRole("main").getByRole("button", { name: "Make a token" }).click();
  const secret = page.locator("output.secret");
  await expect(secret).toHaveText(/^cmt_/);
  const token = (await secret.textContent()) ?? "";
  await page.getByRole("button", { name: "I have kept it" }).click();
  await expect(secret).toHaveCount(0);
  await call("GET", "/events?limit=1", undefined, token);
  await page.getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText("You have no tokens")).toBeVisible();
});
