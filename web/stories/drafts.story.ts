// What was begun and not sent: a list of its own, the same in all tabs.
import { befriend, community, enrol, person, say, thread } from "./fleet.js";
import { at, expect, test, watch } from "./page.js";
import { field, messages, window } from "./talk.js";

test("Drafts and unsent messages are listed with their places, gone on with, discarded and taken back; tabs share what was begun", async ({
  browser,
}) => {
  const [amal, noor] = [await person("Amal Haddad"), await person("Noor Salem")];
  await befriend(amal, noor);
  const place = await community(amal, "Harbour rowers");
  await enrol(noor, place.id);
  const boats = await thread(amal, place.id, "Which boat?", "The blue one is free.");
  await say(amal, boats.id, "Who steers?");
  const faults: string[] = [];
  const page = await window(browser, noor, faults);
  const path = at(`/communities/${place.id}/threads/${boats.id}`);

  // A reply in a discussion, an answer in a conversation, a new discussion: none is sent.
  await page.goto(path);
  await messages(page, "Who steers?").hover();
  await page.getByRole("button", { name: "Reply to Amal Haddad" }).click();
  await field(page).fill("I could, on Sunday");
  await page.goto(at(`/messages/${amal.id}`));
  await field(page).fill("About the boat");
  await page.goto(at(`/communities/${place.id}`));
  await page.getByRole("button", { name: "Start a discussion" }).click();
  await page.getByLabel("Title").fill("Winter storage");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  // A key leads to the list.
  await page.getByRole("main").focus();
  await page.keyboard.press("d");
  await expect(page).toHaveURL(/\/drafts$/);
  const line = (text: string) => page.locator(".line", { hasText: text });
  await expect(line("I could, on Sunday")).toContainText("Which boat?");
  await expect(line("I could, on Sunday")).toContainText("Reply to Amal Haddad: Who steers?");
  await expect(line("About the boat")).toContainText("Amal Haddad");
  await expect(line("Winter storage")).toContainText("New discussion: Harbour rowers");

  // Discarded and taken back it is whole.
  const discard = page.getByRole("button", { name: "Discard: Which boat?" });
  await discard.click();
  await expect(line("I could, on Sunday")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(line("I could, on Sunday")).toContainText("Who steers?");
  await page.getByRole("link", { name: "Go on: New discussion: Harbour rowers" }).click();
  await expect(page.getByLabel("Title")).toHaveValue("Winter storage");
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/new=/);

  // Another tab has the reply, and lets go of it once it is sent here.
  const other = await page.context().newPage();
  watch(other, faults);
  await other.goto(path);
  const about = (tab: typeof page) => tab.locator(".composer-about");
  await expect(about(other)).toContainText("Who steers?");
  await expect(field(other)).toHaveValue("I could, on Sunday");
  await page.goto(path);
  await expect(about(page)).toContainText("Who steers?");
  await expect(field(page)).toHaveValue("I could, on Sunday");
  await field(page).press("Enter");
  await expect(messages(page, "I could, on Sunday").locator(".quote")).toContainText("Who steers?");
  await expect(about(other)).toHaveCount(0);
  await messages(page, "Who steers?").first().hover();
  await page.getByRole("button", { name: "Reply to Amal Haddad" }).click();
  await expect(about(other)).toContainText("Who steers?");
  await page.getByRole("button", { name: "Do not reply" }).click();
  await expect(about(other)).toHaveCount(0);
  await other.close();

  // A message that waits is there, too, and can be taken out.
  await page.goto(at(`/messages/${amal.id}`));
  await expect(field(page)).toHaveValue("About the boat");
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  await page.context().setOffline(true);
  await field(page).press("Enter");
  await expect(page.getByText("Waits for the connection")).toBeVisible();
  await page.goto(at("/drafts"));
  await expect(page.getByRole("heading", { name: "Not sent yet" })).toBeVisible();
  await expect(line("About the boat")).toContainText("Waits for the connection");
  await line("About the boat").getByRole("button", { name: "Discard" }).click();
  await expect(line("About the boat")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(line("About the boat")).toHaveCount(1);
  await page.context().setOffline(false);
  await expect(line("About the boat")).toHaveCount(0);
  await page.getByRole("button", { name: "Discard: New discussion: Harbour rowers" }).click();
  await expect(page.getByRole("heading", { name: "No drafts" })).toBeVisible();
  await page.goto(at(`/messages/${amal.id}`));
  await expect(messages(page, "About the boat")).toHaveCount(1);
  expect(faults).toEqual([]);
  await page.context().close();
});

test("Unsent messages of another tab are listed, and sent by that tab alone, once", async ({ browser }) => {
  const [amal, noor] = [await person("Amal Haddad"), await person("Noor Salem")];
  await befriend(amal, noor);
  const faults: string[] = [];
  const page = await window(browser, noor, faults);
  const other = await page.context().newPage();
  watch(other, faults);
  await page.goto(at("/drafts"));
  await expect(page.getByRole("heading", { name: "Drafts", level: 1 })).toBeVisible();
  await other.goto(at(`/messages/${amal.id}`));
  await expect(field(other)).toBeEditable();
  let isAway = true;
  let posts = 0;
  await page.context().route("**/direct/*/messages", (route) => {
    if (route.request().method() !== "POST") {
      return route.fallback();
    }
    posts++;
    return isAway ? route.abort() : route.fallback();
  });
  await field(other).fill("The blue one leaks");
  await field(other).press("Enter");
  const line = page.getByRole("region", { name: "Not sent yet" }).locator(".line", { hasText: "The blue one leaks" });
  await expect(line).toContainText("Kept by another tab");
  isAway = false;
  await expect(line).toHaveCount(0, { timeout: 40_000 });
  await expect(messages(other, "The blue one leaks")).toHaveCount(1);
  await page.goto(at(`/messages/${amal.id}`));
  await expect(messages(page, "The blue one leaks")).toHaveCount(1);
  expect(posts).toBeGreaterThan(1);
  expect(faults).toEqual([]);
  await page.context().close();
});
