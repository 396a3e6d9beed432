// The companion and the courses: an answer that is stopped, words of a crisis, what is remembered, a course read to its certificate.
import type { Page } from "@playwright/test";
import { faultsOf } from "./axe.js";
import { administrator, call, isFull, type Person, person, staff, unique, until } from "./fleet.js";
import { at, enter, expect, test, windowOf } from "./page.js";

const grown = (who: Person): Promise<unknown> =>
  call("PUT", "/companion/settings", { age: 30, country: "GB", time_zone: "Asia/Dubai" }, who.token);

/** Lets the first words of an answer through, and holds back the rest of it until the page asks for no more. */
async function holdAnswers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const real = globalThis.fetch;
    globalThis.fetch = async (input, init) => {
      const answer = await real(input, init);
      const isAnswer = String(input).endsWith("/companion/messages") && init?.method === "POST" && localStorage.getItem("story.hold");
      if (!isAnswer || !answer.ok) {
        return answer;
      }
      const text = await answer.text();
      const held = text.slice(0, text.indexOf("event: message"));
      const body = new ReadableStream({
        start: (out) => {
          out.enqueue(new TextEncoder().encode(held));
          init.signal?.addEventListener("abort", () => out.error(init.signal?.reason));
        },
      });
      return new Response(body, { status: answer.status, headers: answer.headers });
    };
  });
}

test("The companion's answer is stopped while it streams; words of a crisis are answered with numbers to call", async ({ page }) => {
  const who = await person("Hana Aziz");
  await grown(who);
  await enter(page, who);
  await holdAnswers(page);
  await page.goto(at("/companion"));
  await expect(page.getByText("An AI, not a person. It can be wrong.")).toBeVisible();
  await page.evaluate(() => localStorage.setItem("story.hold", "yes"));
  const field = page.getByRole("textbox", { name: "Write to the companion" });
  const log = page.getByRole("log");
  await field.fill("Hello! I would like to meet people.");
  await page.getByRole("button", { name: "Send" }).click();
  const streaming = log.locator("[aria-busy=true]");
  await expect(streaming).toBeVisible();
  await expect(streaming).not.toHaveText("It thinks…");
  const words = (await streaming.textContent()) ?? "";
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(log.getByText("The answer stopped here.")).toBeVisible();
  await expect(streaming).toHaveCount(0);
  await expect(log).toContainText(words);

  await page.evaluate(() => localStorage.removeItem("story.hold"));
  await field.fill("I want to kill myself");
  await page.getByRole("button", { name: "Send" }).click();
  const card = log.locator(".help");
  await expect(card.getByRole("heading", { name: "You are not alone" })).toBeVisible();
  await expect(card.getByRole("link", { name: "999" })).toHaveAttribute("href", "tel:999");
  await expect(card.getByRole("link", { name: "116 123" })).toHaveAttribute("href", "tel:116123");
  await expect(card.getByRole("link", { name: "999" })).toBeInViewport();
});

test("A message of one's own is changed where the companion remembers it, by keys alone; a crisis in it brings the numbers to call", async ({
  page,
}) => {
  const who = await person("Salma Nur");
  await grown(who);
  for (const content of ["My sister Lina is visiting me.", "It rains."]) {
    await call("POST", "/companion/messages", { content, client_id: crypto.randomUUID() }, who.token);
  }
  await enter(page, who);
  await page.goto(at("/companion?part=memory"));
  const line = (text: string) => page.getByRole("listitem").filter({ hasText: text });
  const field = page.getByRole("textbox", { name: "What it remembers instead" });
  const edit = line("visiting me").filter({ hasText: "You" }).getByRole("button", { name: "Edit" });
  await edit.focus();
  await page.keyboard.press("Enter");
  await expect(field).toBeFocused();
  await field.fill("Never mind");
  await page.keyboard.press("Escape");
  await expect(edit).toBeFocused();
  await expect(line("sister Lina").first()).toBeVisible();
  await page.keyboard.press("Enter");
  await field.fill("My sister Huda is visiting me.");
  await page.keyboard.press("Enter");
  await expect(line("sister Huda").first()).toContainText("You · edited");
  await expect(edit).toBeFocused();
  await page.reload();
  await expect(line("sister Huda").first()).toContainText("You · edited");
  await page.getByRole("link", { name: "Talk" }).click();
  await page.getByRole("textbox", { name: "Write to the companion" }).fill("What is my sister's name?");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("log").locator(".said").last()).toContainText("Huda");

  await page.goto(at("/companion?part=memory"));
  await line("It rains.").filter({ hasText: "You" }).getByRole("button", { name: "Edit" }).click();
  await field.fill("I want to kill myself");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert").getByRole("link", { name: "116 123" })).toHaveAttribute("href", "tel:116123");
});

test("What the companion remembers is seen; a thing is forgotten, taken back, forgotten; and then everything", async ({ page }) => {
  const who = await person("Rami Haddad");
  await grown(who);
  for (const content of ["My sister Huda lives in Muscat.", "I would like to learn to swim."]) {
    await call("POST", "/companion/messages", { content, client_id: crypto.randomUUID() }, who.token);
  }
  await enter(page, who);
  await page.goto(at("/companion?part=memory"));
  const line = (text: string) => page.getByRole("listitem").filter({ hasText: text });
  await expect(line("My sister Huda")).toBeVisible();
  await line("My sister Huda").getByRole("button", { name: "Forget this message" }).click();
  await expect(line("My sister Huda")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(line("My sister Huda")).toBeVisible();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  await line("My sister Huda").getByRole("button", { name: "Forget this message" }).click();
  await expect(line("My sister Huda")).toHaveCount(0);
  // A page that is left does it at once.
  await page.reload();
  await until(async () => {
    const { messages } = await call<{ messages: { content: string }[] }>("GET", "/companion/context", undefined, who.token);
    return messages.some((one) => one.content.includes("My sister Huda")) ? undefined : true;
  }, "an end of what was forgotten");
  await page.reload();
  await expect(line("swim")).toBeVisible();
  await expect(line("My sister Huda")).toHaveCount(0);
  await page.getByRole("button", { name: "Forget everything" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Forget everything" }).click();
  await expect(page.getByText("It knows nothing of you yet.")).toBeVisible();
});

const long = isFull ? test : test.skip;

long("A course is read, its questions are answered, and its certificate is checked by a stranger", async ({ page, browser }) => {
  const [admin, who] = [await administrator(), await person("Dina Salem")];
  const question = (text: string) => ({ question: text, options: ["Water", "Sand"], answer: 0, explanation: "It has to." });
  const course = await call<{ id: string; title: string }>(
    "POST",
    "/courses",
    {
      title: `How to water a plant ${unique()}`,
      description: "For balconies.",
      category: "Wellness",
      modules: [
        { title: "Roots", content: "They **drink**.", duration_minutes: 1 },
        { title: "Leaves", content: "They sweat.", duration_minutes: 1, quiz: [question("What do plants drink?")] },
      ],
    },
    admin.token,
  );
  try {
    await call("POST", `/courses/${course.id}/publish`, undefined, admin.token);
    await enter(page, who);
    await page.goto(at(`/courses/${course.id}`));
    await page.getByRole("button", { name: /Get it/ }).click();
    await page.getByRole("link", { name: "Begin" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Roots" })).toBeVisible();
    await page.getByRole("button", { name: "I have read it" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Leaves" })).toBeVisible();
    await page.getByRole("button", { name: "I have read it" }).click();
    // What the certificate waits for is said.
    await expect(page.getByText("Still missing for the certificate")).toBeVisible();
    await expect(page.getByText("two of three answers right")).toBeVisible();
    await page.getByRole("link", { name: "Leaves" }).click();
    const check = page.getByRole("button", { name: "Check my answers" });
    await page.getByLabel("Sand").check();
    await check.click();
    await expect(page.getByText("The right answer: Water")).toBeVisible();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByLabel("Water").check();
    await check.click();
    await expect(page.getByText("1 of 1 are right.")).toBeVisible();
    await page.getByRole("link", { name: "All parts" }).click();
    // It is given once a reader could have come this far: a quarter of the course's time.
    const certificate = page.getByRole("heading", { name: "Your certificate" });
    await expect(certificate.or(page.getByRole("button", { name: "Get the certificate" }))).toBeVisible();
    await expect(async () => {
      if (!(await certificate.isVisible())) {
        await page.getByRole("button", { name: "Get the certificate" }).click({ timeout: 5_000 });
      }
      await expect(certificate).toBeVisible({ timeout: 5_000 });
    }).toPass({ timeout: 90_000 });
    await page.getByRole("link", { name: "Your certificate" }).click();
    await expect(page.getByText("This certificate is genuine.")).toBeVisible();
    const faults: string[] = [];
    const stranger = await windowOf(browser, await person("Omar Farouk"), faults);
    await stranger.goto(page.url());
    await expect(stranger.getByText("Dina Salem has completed")).toBeVisible();
    await expect(stranger.getByRole("heading", { level: 1 })).toContainText("How to water a plant");
    for (const locale of ["en", "ar"]) {
      const context = await browser.newContext({ locale, reducedMotion: "reduce" });
      const paper = await context.newPage();
      await paper.goto(page.url());
      await expect(paper.getByText("How to water a plant")).toBeVisible();
      for (const colorScheme of ["light", "dark"] as const) {
        for (const width of [320, 1280]) {
          await paper.emulateMedia({ colorScheme });
          await paper.setViewportSize({ width, height: 800 });
          faults.push(...(await faultsOf(paper)).map((fault) => `${locale}, ${colorScheme}, ${width}: ${fault}`));
        }
      }
      await context.close();
    }
    expect(faults).toEqual([]);
  } finally {
    await call("POST", `/courses/${course.id}/unpublish`, undefined, admin.token);
  }
});

long("An administrator writes a course with a quiz, publishes it by its checklist, and a reader finds it", async ({ browser }) => {
  const [author, reader] = [await staff("Samira Nasser", "admin"), await person("Dina Salem")];
  const title = `How to mend a kettle ${unique()}`;
  const faults: string[] = [];
  const [desk, phone] = [await windowOf(browser, author, faults), await windowOf(browser, reader, faults)];
  await desk.goto(at("/admin?part=courses"));
  await desk.getByLabel("Title").fill(title);
  await desk.getByLabel("What one learns").fill("For cold mornings.");
  await desk.getByRole("button", { name: "Make a course" }).click();
  await expect(desk.getByRole("heading", { name: title })).toBeVisible();
  const publish = desk.getByRole("button", { name: "Publish it" });
  await expect(publish).toBeDisabled();

  const dialog = desk.getByRole("dialog");
  for (const part of ["The plug", "The lid"]) {
    await desk.getByRole("button", { name: "Add a part" }).click();
    await dialog.getByLabel("Title").fill(part);
    await dialog.getByLabel("Minutes").fill("1");
    await dialog.getByLabel("Text", { exact: true }).fill("Take it **off**.");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog).toHaveCount(0);
  }
  const parts = desk.getByRole("region", { name: "Parts" }).getByRole("listitem");
  await parts.nth(1).getByRole("button", { name: "Edit" }).click();
  await dialog.getByRole("button", { name: "Add a question" }).click();
  await dialog.getByLabel("The question").fill("Where is the lid?");
  // Key by key: nothing that is written is taken away.
  await dialog.getByLabel("Answers").pressSequentially("Below\nOn top");
  await dialog.getByLabel("The right one").selectOption({ label: "On top" });
  await dialog.getByLabel("Why it is right").fill("Look.");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(parts.nth(1)).toContainText("1 question");
  await parts
    .nth(1)
    .getByRole("button", { name: /More options/ })
    .click();
  await desk.getByRole("menuitem", { name: "Move it up" }).click();
  await expect(parts.first()).toContainText("The lid");

  await publish.click();
  await dialog.getByRole("button", { name: "Publish it" }).click();
  const withdraw = desk.getByRole("button", { name: "Take it out of the catalogue" });
  await expect(withdraw).toBeVisible();
  await phone.goto(at(`/courses?q=${encodeURIComponent(title)}`));
  await phone.getByRole("link", { name: title }).click();
  await phone.getByRole("link", { name: "The lid" }).click();
  await expect(phone.locator(".prose strong")).toHaveText("off");
  await phone.getByLabel("On top").check();
  await phone.getByRole("button", { name: "Check my answers" }).click();
  await expect(phone.getByText("1 of 1 are right.")).toBeVisible();

  await withdraw.click();
  await dialog.getByRole("button", { name: "Take it out of the catalogue" }).click();
  await expect(publish).toBeEnabled();

  // The text is there when its dialog is opened again. A course without readers can be deleted.
  await desk.getByRole("link", { name: "All courses" }).click();
  await desk.getByLabel("Title").fill(`Scrap ${title}`);
  await desk.getByLabel("What one learns").fill("Nothing.");
  await desk.getByRole("button", { name: "Make a course" }).click();
  await desk.getByRole("button", { name: "Add a part" }).click();
  await dialog.getByLabel("Text", { exact: true }).pressSequentially("A long text");
  await dialog.getByRole("button", { name: "Close" }).click();
  await desk.getByRole("button", { name: "Add a part" }).click();
  await expect(dialog.getByLabel("Text", { exact: true })).toHaveValue("A long text");
  await dialog.getByRole("button", { name: "Close" }).click();
  await desk.getByRole("button", { name: "Delete the draft" }).click();
  await dialog.getByRole("button", { name: "Delete the draft" }).click();
  await expect(desk.getByRole("button", { name: "Make a course" })).toBeVisible();
  await expect(desk.getByRole("region", { name: "Drafts" })).toContainText(title);
  await expect(desk.getByText(`Scrap ${title}`)).toHaveCount(0);
  expect(faults).toEqual([]);
});
