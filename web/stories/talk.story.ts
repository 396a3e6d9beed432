// Talk between browsers: what is unread, where one was, what waits for the network, and servers that fall over.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { befriend, call, community, enrol, event, isFull, organizer, person, say, thread, unique, until } from "./fleet.js";
import { at, expect, test } from "./page.js";
import { field, messages, nearStart, window } from "./talk.js";

/** Goes on without a network: a page of the client is there by the service worker. */
async function offline(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  await page.context().setOffline(true);
}

test("What is unread is marked at once in every browser of a person; a reload without a network shows what was there", async ({
  browser,
}) => {
  const [amal, noor] = [await person("Amal Haddad"), await organizer("Noor Salem")];
  await befriend(noor, amal, "The first line");
  const walk = await event(noor, "Evening walk", { max_attendees: 5 });
  await call("POST", `/events/${walk.id}/register`, undefined, amal.token);
  const faults: string[] = [];
  const desk = await window(browser, amal, faults);
  const phone = await window(browser, amal, faults, { viewport: { width: 390, height: 844 } });
  await desk.goto(at("/mine"));
  await phone.goto(at("/communities"));
  const marked = (page: Page, count: number) => page.getByRole("link", { name: `Messages ${count} unread` });
  await expect(marked(desk, 1)).toBeVisible();
  await expect(marked(phone, 1)).toBeVisible();
  await call("POST", `/direct/${amal.id}/messages`, { content: "The second line", client_id: unique() }, noor.token);
  await expect(marked(desk, 2)).toBeVisible();
  await expect(marked(phone, 2)).toBeVisible();
  await phone.getByRole("link", { name: "Messages 2 unread" }).click();
  await expect(phone.locator(".conversation")).toContainText("The second line");
  await phone.locator(".conversation").click();
  await expect(messages(phone, "The second line")).toHaveCount(1);
  // Read on the phone, it is read at the desk.
  await expect(desk.getByRole("link", { name: "Messages", exact: true })).toBeVisible();

  // A seat that is given back elsewhere is gone here without asking.
  await expect(desk.getByRole("link", { name: "Evening walk" })).toBeVisible();
  await phone.goto(at("/wallet"));
  await expect(phone.getByRole("heading", { name: "Your credits" })).toBeVisible();
  await phone.goto(at("/mine"));
  await expect(phone.getByRole("link", { name: "Evening walk" })).toBeVisible();
  await offline(phone);
  await phone.reload();
  await expect(phone.getByRole("link", { name: "Evening walk" })).toBeVisible();
  await phone.goto(at("/messages"));
  await expect(phone.locator(".conversation")).toContainText("The second line");
  await phone.locator(".conversation").click();
  await expect(messages(phone, "The first line")).toHaveCount(1);
  await expect(phone.getByRole("heading", { name: "Noor Salem" })).toBeVisible();
  await call("DELETE", `/events/${walk.id}/register`, undefined, amal.token);
  await expect(desk.getByRole("link", { name: "Evening walk" })).toHaveCount(0);
  expect(faults).toEqual([]);
  await desk.context().close();
  await phone.context().close();
});

test("A discussion opens where one stopped reading, keeps the place while older messages come, leads to the latest, and keeps drafts", async ({
  browser,
}) => {
  const [amal, noor] = [await person("Amal Haddad"), await person("Noor Salem")];
  const place = await community(amal, "Long talks");
  await enrol(noor, place.id);
  const talk = await thread(amal, place.id, "The long one", "Where do we begin?");
  const other = await thread(amal, place.id, "The other one", "And here?");
  const said: { id: string; seq: number }[] = [];
  for (let number = 1; number <= 120; number++) {
    said.push(await say(amal, talk.id, `Line number ${number}.`));
  }
  const seen = said[99]?.seq ?? 0;
  await call("PUT", `/channels/${talk.id}/read`, { seq: seen }, noor.token);
  const faults: string[] = [];
  const page = await window(browser, noor, faults);
  const path = (id: string) => at(`/communities/${place.id}/threads/${id}`);
  await page.goto(path(talk.id));
  const line = page.locator(".new-line");
  await expect(line).toBeInViewport();
  await expect(line).toHaveText(/^New since \d\d:\d\d$/);
  await expect(messages(page, "Line number 101.")).toBeInViewport();
  await expect(messages(page, "Line number 120.")).not.toBeInViewport();

  // The same message stays under the eye while earlier ones come in above it, which they do as soon as their place is near.
  const hold = async () => {
    let answer = () => {};
    const held = new Promise<void>((done) => {
      answer = done;
    });
    await page.unroute(/before_seq=/);
    await page.route(/before_seq=/, async (route) => {
      await held;
      await route.continue();
    });
    return answer;
  };
  const showEarlier = await hold();
  await expect(messages(page, "Line number 71.")).toHaveCount(1);
  await nearStart(page);
  // The first one loses its day and its author's name to the earlier ones.
  const first = messages(page, "Line number 72.");
  const before = (await first.boundingBox())?.y ?? 0;
  showEarlier();
  await expect(messages(page, "Line number 25.")).toHaveCount(1);
  expect(Math.abs(((await first.boundingBox())?.y ?? 0) - before)).toBeLessThanOrEqual(1);
  // What was not before the eyes stays unread.
  const { last_read_seq } = await call<{ last_read_seq: number }>("GET", `/channels/${talk.id}`, undefined, noor.token);
  expect(last_read_seq).toBe(seen);

  // Nor does it move when a new one comes below while the earliest ones are asked for; the new one is told of, and the way leads to it.
  const answer = await hold();
  await nearStart(page);
  const eye = messages(page, "Line number 30.");
  const there = (await eye.boundingBox())?.y ?? 0;
  await say(amal, talk.id, "A fresh line.");
  await expect(page.getByRole("button", { name: "1 new message" })).toBeVisible();
  answer();
  await expect(messages(page, "Line number 2.")).toHaveCount(1);
  expect(Math.abs(((await eye.boundingBox())?.y ?? 0) - there)).toBeLessThanOrEqual(1);
  await page.unroute(/before_seq=/);
  // Nor when one above it becomes longer.
  await call("PATCH", `/messages/${said[5]?.id}`, { content: "Longer\n\nnow\n\nthan\n\nit\n\nwas." }, amal.token);
  await expect(messages(page, "Longer")).toHaveCount(1);
  expect(Math.abs(((await eye.boundingBox())?.y ?? 0) - there)).toBeLessThanOrEqual(1);
  await page.getByRole("button", { name: "1 new message" }).click();
  await expect(messages(page, "A fresh line.")).toBeInViewport();

  // A draft for each discussion.
  await field(page).fill("Not yet ready");
  await page.goto(path(other.id));
  await expect(field(page)).toHaveValue("");
  await field(page).fill("Another thought");
  await page.goto(path(talk.id));
  await expect(field(page)).toHaveValue("Not yet ready");

  // A link to a message leads to it, however old it is.
  await page.goto(`${path(talk.id)}?message=${said[1]?.id}`);
  await expect(page.locator(".message.is-found")).toContainText("Line number 2.");
  await expect(page.locator(".message.is-found")).toBeInViewport();
  // From there a key leads on, and a button to the end.
  await page.getByRole("log").focus();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(page.locator(".message:focus")).toHaveAccessibleName(/^Amal Haddad, .*Line number/);
  await page.getByRole("button", { name: "To the latest" }).click();
  await expect(messages(page, "A fresh line.")).toBeInViewport();
  await expect(page.getByRole("button", { name: "To the latest" })).toHaveCount(0);
  expect(faults).toEqual([]);
  await page.context().close();
});

test("A message that is sent without a network outlives a reload and an hour, and is there once", async ({ browser }) => {
  const [amal, noor] = [await person("Amal Haddad"), await person("Noor Salem")];
  await befriend(noor, amal);
  const faults: string[] = [];
  const page = await window(browser, amal, faults);
  await page.clock.install();
  await page.goto(at(`/messages/${noor.id}`));
  await expect(messages(page, "Hello!")).toHaveCount(1);
  await offline(page);
  await field(page).fill("From the tunnel");
  await field(page).press("Enter");
  await expect(page.getByText("Waits for the connection")).toBeVisible();
  await page.reload();
  await expect(messages(page, "From the tunnel")).toHaveCount(1);
  await expect(page.getByText("You are offline. Your message is sent as soon as you are back.")).toBeVisible();
  await page.clock.fastForward("01:00:00");
  await expect(messages(page, "From the tunnel")).toHaveCount(1);
  await page.context().setOffline(false);
  await expect(page.locator(".is-unsent")).toHaveCount(0);
  await expect(messages(page, "From the tunnel")).toHaveCount(1);
  const { items } = await call<{ items: { content: string }[] }>("GET", `/direct/${amal.id}/messages?limit=50`, undefined, noor.token);
  expect(items.filter((one) => one.content === "From the tunnel")).toHaveLength(1);
  // It is live again, too.
  await call("POST", `/direct/${amal.id}/messages`, { content: "Welcome back", client_id: unique() }, noor.token);
  await expect(messages(page, "Welcome back")).toHaveCount(1);
  expect(faults).toEqual([]);
  await page.context().close();
});

const dashboard = process.env.COMMUNITY_DASHBOARD;
const churn = isFull && dashboard ? test : test.skip;

/** Kills a program of the fleet, as a crash would; it is started again by itself. */
async function kill(name: string): Promise<void> {
  const token = readFileSync(join(process.env.COMMUNITY_MAIL ?? "", "..", "secrets", "dashboard-token"), "utf8").trim();
  await until(async () => {
    // It cannot be killed while it is being started again.
    const answer = await fetch(`${dashboard}/api/resources/${name}/kill`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}` },
    });
    return answer.ok || undefined;
  }, `the end of ${name}`);
}

churn("Messaging is killed under two browsers that talk: no message is lost, none is doubled, the order is kept", async ({ browser }) => {
  const people = [await person("Amal Haddad"), await person("Noor Salem")] as const;
  await befriend(...people);
  const faults: string[] = [];
  const pages = [await window(browser, people[0], faults), await window(browser, people[1], faults)] as const;
  await pages[0].goto(at(`/messages/${people[1].id}`));
  await pages[1].goto(at(`/messages/${people[0].id}`));
  const written: string[] = [];
  for (let round = 0; round < 3; round++) {
    for (const [index, page] of pages.entries()) {
      for (let number = 0; number < 5; number++) {
        const text = `Said in round ${round} by ${index}, number ${number}.`;
        written.push(text);
        await field(page).fill(text);
        await field(page).press("Enter");
      }
      await kill("messaging");
    }
  }
  for (const page of pages) {
    await expect(page.locator(".is-unsent")).toHaveCount(0, { timeout: 120_000 });
    await expect(page.locator(".message", { hasText: "Said in round" })).toHaveCount(written.length, { timeout: 120_000 });
  }
  const stored = await until(
    () =>
      call<{ items: { content: string; seq: number }[] }>(
        "GET",
        `/direct/${people[0].id}/messages?limit=100`,
        undefined,
        people[1].token,
      ).catch(() => undefined),
    "the history",
  );
  const said = stored.items.filter((one) => one.content.startsWith("Said in")).sort((a, b) => a.seq - b.seq);
  expect(said.map((one) => one.content).sort()).toEqual([...written].sort());
  // Each browser shows them in the order of the server.
  for (const page of pages) {
    const shown = await page.locator(".message", { hasText: "Said in round" }).locator(".prose").allTextContents();
    expect(shown.map((text) => text.trim())).toEqual(said.map((one) => one.content));
  }
  expect(faults).toEqual([]);
  await Promise.all(pages.map((page) => page.context().close()));
});
