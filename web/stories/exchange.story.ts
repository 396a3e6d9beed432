// What two people do with each other's messages, each in a browser.
import { befriend, call, community, enrol, type Person, person, say, thread, unique } from "./fleet.js";
import { at, expect, test } from "./page.js";
import { field, messages, window } from "./talk.js";

test("A mention is chosen by keys and marked for the other; reactions and edits are seen at once; moderators read what was there before", async ({
  browser,
}) => {
  const [amal, noor] = [await person("Amal Haddad"), await person("Noor Salem")];
  const place = await community(amal, "Harbour rowers");
  await enrol(noor, place.id);
  const boats = await thread(amal, place.id, "Which boat?", "The blue one is free.");
  const other = await thread(amal, place.id, "Winter storage", "Where?");
  await say(noor, boats.id, "I like the red one.");
  const faults: string[] = [];
  const desk = await window(browser, amal, faults);
  const phone = await window(browser, noor, faults);
  const path = (id: string) => at(`/communities/${place.id}/threads/${id}`);
  await desk.goto(path(boats.id));
  await phone.goto(path(other.id));
  await expect(messages(desk, "I like the red one.")).toHaveCount(1);
  await expect(phone.getByRole("heading", { name: "Winter storage" })).toBeVisible();

  // By the first letters of the name, the arrows and Enter.
  await field(desk).pressSequentially(`Then take it, @${noor.username.slice(0, 4)}`);
  const people = desk.getByRole("listbox", { name: "People to mention" });
  const noorIn = people.getByRole("option", { name: /Noor Salem/ });
  await expect(noorIn).toBeVisible();
  await expect(async () => {
    await field(desk).press("ArrowDown");
    await expect(noorIn).toHaveAttribute("aria-selected", "true", { timeout: 500 });
  }).toPass();
  await field(desk).press("Enter");
  await expect(field(desk)).toHaveValue(`Then take it, @${noor.username} `);
  await field(desk).press("Enter");
  await expect(messages(desk, "Then take it")).toHaveCount(1);
  const line = phone.locator(".thread-line", { hasText: "Which boat?" });
  await expect(line).toContainText("You are mentioned");
  await line.getByRole("link").click();
  const there = messages(phone, "Then take it");
  await expect(there).toBeVisible();

  // A reaction of one, then of both; who they are; and without one of them again.
  await there.hover();
  await there.getByRole("button", { name: "React", exact: true }).click();
  await there.getByRole("button", { name: "React with 👍" }).click();
  const here = messages(desk, "Then take it");
  const thumbs = (row: typeof here, count: string) => row.getByRole("button", { name: `👍 ${count}`, exact: true });
  await expect(thumbs(there, "1 reaction")).toHaveAttribute("aria-pressed", "true");
  await expect(thumbs(here, "1 reaction")).toHaveAttribute("aria-pressed", "false");
  await thumbs(here, "1 reaction").click();
  await expect(thumbs(there, "2 reactions")).toBeVisible();
  await thumbs(there, "2 reactions").focus();
  await expect(thumbs(there, "2 reactions")).toHaveAccessibleDescription(/Amal Haddad/);
  await expect(thumbs(there, "2 reactions")).toHaveAccessibleDescription(/Noor Salem/);
  await thumbs(there, "2 reactions").click();
  await expect(thumbs(here, "1 reaction")).toHaveAttribute("aria-pressed", "true");

  // The last message is changed from the empty field. What it was is for moderators, who own this community.
  await field(phone).fill("I bring tea.");
  await field(phone).press("Enter");
  await expect(messages(desk, "I bring tea.")).toHaveCount(1);
  await field(phone).press("ArrowUp");
  await expect(field(phone)).toHaveValue("I bring tea.");
  await field(phone).fill("I bring coffee.");
  await field(phone).press("Enter");
  for (const page of [desk, phone]) {
    await expect(messages(page, "I bring coffee.")).toContainText("(edited)");
    await expect(messages(page, "I bring tea.")).toHaveCount(0);
    await messages(page, "I bring coffee.").hover();
    await messages(page, "I bring coffee.").getByRole("button", { name: "More options" }).click();
    await expect(page.getByRole("menuitem", { name: "Copy the text" })).toBeVisible();
  }
  const earlier = (page: typeof desk) => page.getByRole("menuitem", { name: "Earlier texts" });
  await expect(earlier(phone)).toHaveCount(0);
  await earlier(desk).click();
  await expect(desk.getByRole("dialog", { name: "Earlier texts" })).toContainText("I bring tea.");
  expect(faults).toEqual([]);
  await Promise.all([desk, phone].map((one) => one.context().close()));
});

test("A title is changed for all readers by its author; the answers to a message are a list that leads to each of them", async ({
  browser,
}) => {
  const [amal, noor] = [await person("Amal Haddad"), await person("Noor Salem")];
  const place = await community(amal, "Harbour rowers");
  await enrol(noor, place.id);
  const boats = await thread(noor, place.id, "Wich boat?", "The blue one is free.");
  const asked = await say(noor, boats.id, "Who steers?");
  const answer = (who: Person, content: string) =>
    call("POST", `/threads/${boats.id}/messages`, { content, reply_to: asked.id, client_id: unique() }, who.token);
  await answer(amal, "I could.");
  const faults: string[] = [];
  const desk = await window(browser, noor, faults);
  const phone = await window(browser, amal, faults, { viewport: { width: 390, height: 844 } });
  for (const page of [desk, phone]) {
    await page.goto(at(`/communities/${place.id}/threads/${boats.id}`));
    await expect(page.getByRole("heading", { name: "Wich boat?" })).toBeVisible();
  }
  await desk.locator(".pane-head").getByRole("button", { name: "More options" }).click();
  await desk.getByRole("menuitem", { name: "Change the title" }).click();
  const title = desk.getByRole("textbox", { name: "Title" });
  await expect(title).toHaveValue("Wich boat?");
  await title.fill("  ");
  await title.press("Enter");
  await expect(title).toHaveAttribute("aria-invalid", "true");
  await title.fill("Which boat?");
  await title.press("Enter");
  for (const page of [desk, phone]) {
    await expect(page.getByRole("heading", { name: "Which boat?" })).toBeVisible();
  }
  await expect(desk.locator(".thread-line").first()).toContainText("Which boat?");

  const row = desk.locator(".message[data-seq='1']");
  await expect(row.getByRole("button", { name: "1 answer" })).toBeVisible();
  for (let number = 1; number <= 20; number++) {
    await say(amal, boats.id, `Line number ${number}.`);
  }
  await answer(amal, "Or Lina.");
  await expect(messages(desk, "Or Lina.")).toHaveCount(1);
  await row.getByRole("button", { name: "2 answers" }).click();
  const sheet = desk.getByRole("dialog", { name: "2 answers" });
  await expect(sheet.getByRole("listitem")).toHaveText([/^I could\.Amal Haddad/, /^Or Lina\.Amal Haddad/]);
  await sheet.getByRole("button", { name: /^Or Lina/ }).click();
  await expect(sheet).toHaveCount(0);
  await expect(desk.locator(".message.is-found")).toContainText("Or Lina.");
  await expect(messages(desk, "Or Lina.")).toBeInViewport();
  expect(faults).toEqual([]);
  await Promise.all([desk, phone].map((one) => one.context().close()));
});

test("Emoji are found by a word of either language and by keys, for a message and for a reaction", async ({ browser }) => {
  const [amal, noor] = [await person("Amal Haddad"), await person("Noor Salem")];
  await befriend(amal, noor);
  const faults: string[] = [];
  const desk = await window(browser, noor, faults);
  const phone = await window(browser, amal, faults, { locale: "ar", viewport: { width: 390, height: 844 } });
  await desk.goto(at(`/messages/${amal.id}`));
  await phone.goto(at(`/messages/${noor.id}`));
  await expect(messages(desk, "Hello!")).toHaveCount(1);
  await field(desk).fill("Let us ride ");
  const sheet = desk.getByRole("dialog", { name: "Emoji" });
  const search = sheet.getByRole("textbox", { name: "Search by a word" });
  const open = () => desk.getByRole("button", { name: "Insert an emoji" }).click();
  await open();
  await expect(search).toBeFocused();
  await search.fill("bicy");
  await expect(sheet.getByRole("status")).toHaveText("1 emoji, arrow keys choose");
  await search.press("Enter");
  await expect(sheet).toHaveCount(0);
  await expect(field(desk)).toHaveValue("Let us ride 🚲");
  await expect(field(desk)).toBeFocused();
  // By arrows alone, and away without any.
  await open();
  await search.press("ArrowDown");
  await desk.keyboard.press("ArrowRight");
  await expect(sheet.getByRole("button", { name: "tears of joy" })).toBeFocused();
  await desk.keyboard.press("Enter");
  await expect(field(desk)).toHaveValue("Let us ride 🚲😂");
  await open();
  await search.fill("qqq");
  await expect(sheet.getByRole("status")).toHaveText("Nothing found. Try another word.");
  await desk.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  await field(desk).press("Enter");

  const row = phone.locator(".message", { hasText: "Let us ride" });
  await row.hover();
  await row.getByRole("button", { name: "تفاعل", exact: true }).click();
  await row.getByRole("button", { name: "رموز أخرى" }).click();
  await phone.getByRole("textbox", { name: "ابحث بكلمة" }).fill("شمس");
  await phone.getByRole("dialog").getByRole("button", { name: "شمس", exact: true }).click();
  await expect(messages(desk, "Let us ride").getByRole("button", { name: "☀️ 1 reaction" })).toBeVisible();
  expect(faults).toEqual([]);
  await Promise.all([desk, phone].map((one) => one.context().close()));
});
