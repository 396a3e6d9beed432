// The staff of the platform: a report to its decision and the answer to the objection; accounts, decisions and records.
import type { Page } from "@playwright/test";
import { call, community, enrol, isFull, password, person, say, staff, thread, unique, until, url } from "./fleet.js";
import { at, expect, test, windowOf } from "./page.js";

const last = (page: Page, list: string) => page.getByRole("list", { name: list }).getByRole("listitem").last();

/** Shows a list to its end: other stories may have left things in it. */
async function showAll(page: Page, list: string): Promise<void> {
  await expect(page.getByRole("list", { name: list })).toBeVisible();
  const more = page.getByRole("button", { name: "Show more" });
  while (await more.isVisible()) {
    const shown = await page.getByRole("list", { name: list }).getByRole("listitem").count();
    await more.click();
    await expect(page.getByRole("list", { name: list }).getByRole("listitem").nth(shown)).toBeVisible();
  }
}

test("A reported message is decided with a reason, told in plain words, and another moderator grants the objection", async ({
  browser,
}) => {
  const [author, reporter] = [await person("Omar Farouk"), await person("Hana Aziz")];
  const [first, second] = [await staff("Lina Weiss", "moderator"), await staff("Yusuf Mansour", "moderator")];
  const place = await community(author, `Letters ${unique()}`);
  await enrol(reporter, place.id);
  const talk = await thread(author, place.id, "Which ink?", "Mine is blue.");
  const { id } = await say(author, talk.id, "Buy my ink, it is cheap");
  const faults: string[] = [];
  const reading = await windowOf(browser, reporter, faults);
  await reading.goto(at(`/communities/${place.id}/threads/${talk.id}`));
  const message = reading.locator(".message", { hasText: "Buy my ink" });
  await message.hover();
  await message.getByRole("button", { name: "More options" }).click();
  await reading.getByRole("menuitem", { name: "Report" }).click();
  const dialog = reading.getByRole("dialog");
  await dialog.getByLabel("Reason").selectOption({ label: "Scam" });
  await dialog.getByLabel("What should they know?").fill("It is water.");
  await dialog.getByRole("button", { name: "Send the report" }).click();
  await expect(dialog).toHaveCount(0);

  const [desk, other] = [await windowOf(browser, first, faults), await windowOf(browser, second, faults)];
  await until(async () => {
    const { items } = await call<{ items: { content_id: string }[] }>(
      "GET",
      "/moderation/reports?status=open&reason=scam&limit=100",
      undefined,
      first.token,
    );
    return items.some((one) => one.content_id === id) || undefined;
  }, "the case in the queue");
  // The longest waiting are first, so this one is the last.
  await desk.goto(at("/admin"));
  await showAll(desk, "Reports");
  await last(desk, "Reports").getByRole("button", { name: "Take it" }).click();
  await expect(last(desk, "Reports")).toContainText("Yours");
  await other.goto(at("/admin"));
  await showAll(other, "Reports");
  await expect(last(other, "Reports")).toContainText("Taken by another: Lina Weiss");
  await expect(last(other, "Reports").getByRole("link", { name: "Omar Farouk" })).toHaveAttribute("href", `/app/users/${author.id}`);

  await desk.getByLabel("Show").selectOption({ label: "Mine" });
  await last(desk, "Reports").getByRole("button", { name: "Decide" }).click();
  const deciding = desk.getByRole("dialog");
  await expect(deciding).toContainText("Buy my ink");
  await expect(deciding).toContainText("It is water.");
  await deciding.getByLabel("Decision", { exact: true }).selectOption({ label: "Mute the author for some days" });
  await expect(deciding.getByRole("button", { name: "Decide" })).toBeDisabled();
  await deciding.getByLabel("Why, for other moderators").fill("Sells things");
  await deciding.getByRole("button", { name: "Decide" }).click();
  await expect(desk.getByRole("heading", { name: "Nothing here" })).toBeVisible();

  const accused = await windowOf(browser, author, faults, { viewport: { width: 390, height: 844 } });
  await accused.goto(at("/standing"));
  const told = accused.getByRole("listitem").filter({ hasText: "Scam" });
  await expect(told).toContainText("You were muted");
  await expect(told).toContainText(/Until /);
  await expect(accused.getByText("Sells things")).toHaveCount(0);
  await told.getByRole("button", { name: "Ask for another look" }).click();
  await accused.getByLabel("What should the other moderator know?").fill("It is ink, and a gift.");
  await accused.getByRole("button", { name: "Send it" }).click();
  await expect(told).toContainText("Your objection: is looked at");

  // Not by the moderator who decided.
  await desk.goto(at("/admin?part=appeals"));
  await showAll(desk, "Objections");
  const answer = async (page: Page) => {
    await last(page, "Objections").getByRole("button", { name: "Answer" }).click();
    await expect(page.getByRole("dialog")).toContainText("It is ink, and a gift.");
    await page.getByRole("dialog").getByLabel("Why, for the record").fill("It was a gift");
    await page.getByRole("dialog").getByRole("button", { name: "Grant it" }).click();
  };
  await answer(desk);
  await expect(desk.locator(".toast")).toContainText("another moderator");
  await other.goto(at("/admin?part=appeals"));
  await showAll(other, "Objections");
  await answer(other);
  await expect(other.getByRole("dialog")).toHaveCount(0);
  await accused.reload();
  await expect(told).toContainText("Your objection: granted");
  await expect(told).toContainText(/Ended early/);

  // The decision and the answer are in the record, which is whole.
  await other.getByRole("link", { name: "Decisions" }).click();
  const decided = other.getByRole("list", { name: "Decisions" }).getByRole("listitem");
  await expect(decided.first()).toContainText("Objection granted");
  await expect(decided.nth(1)).toContainText("Mute the author for some days");
  await expect(decided.nth(1)).toContainText("The person: Omar Farouk");
  await expect(decided.nth(1).getByRole("link", { name: "Lina Weiss" })).toHaveAttribute("href", `/app/users/${first.id}`);
  await decided.nth(1).getByRole("button", { name: "See it" }).click();
  await expect(other.getByRole("dialog", { name: "The case" })).toContainText("Buy my ink");
  await other.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await other.getByRole("button", { name: "Check that none was changed" }).click();
  await expect(other.getByText(/none is missing, none was changed/)).toBeVisible();
  expect(faults).toEqual([]);
});

const long = isFull ? test : test.skip;

long(
  "An administrator gives a role, suspends a person and lifts it; a measure is lifted; the record has all of it",
  async ({ browser }) => {
    const [admin, helper, rider] = [await staff("Amal Haddad", "admin"), await person("Noor Salem"), await person("Ben Okafor")];
    const reason = `Sells ink that is water ${unique()}`;
    const faults: string[] = [];
    const [desk, phone, other] = [
      await windowOf(browser, admin, faults),
      await windowOf(browser, helper, faults),
      await windowOf(browser, rider, faults),
    ];
    await phone.goto(at("/admin"));
    await expect(phone.getByText("This is for moderators and administrators.")).toBeVisible();
    await other.goto(at("/mine"));
    await expect(other.getByRole("heading", { level: 1 })).toBeVisible();

    const find = async (username: string, act: string) => {
      await desk.goto(at(`/admin?part=people&q=${username}`));
      await desk
        .getByRole("list", { name: "People" })
        .getByRole("button", { name: /More options/ })
        .click();
      await desk.getByRole("menuitem", { name: act }).click();
    };
    await find(helper.username, "Roles");
    await desk.getByRole("dialog").getByLabel("Moderator").check();
    await desk.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await expect(desk.getByRole("list", { name: "People" })).toContainText("Moderator");
    await phone.reload();
    await expect(phone.getByRole("link", { name: "Objections" })).toBeVisible();
    await expect(phone.getByRole("link", { name: "People", exact: true }).and(phone.locator(".subnav a"))).toHaveCount(0);

    await find(rider.username, "Suspend");
    const dialog = desk.getByRole("dialog");
    await expect(dialog).toContainText("Ben Okafor is signed out everywhere");
    await expect(dialog.getByRole("button", { name: "Suspend" })).toBeDisabled();
    await dialog.getByLabel("Reason").fill(reason);
    await dialog.getByRole("button", { name: "Suspend" }).click();
    await expect(desk.getByText("Suspended", { exact: true })).toBeVisible();
    await other.reload();
    await expect(other.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
    const refused = await fetch(`${url}/api/v1/auth/login`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ identifier: rider.username, password }),
    });
    expect(refused.status).toBe(403);

    await find(rider.username, "Lift the suspension");
    await expect(desk.getByText("Suspended", { exact: true })).toHaveCount(0);
    const { access_token: token } = await call<{ access_token: string }>("POST", "/auth/login", { identifier: rider.username, password });
    const back = { ...rider, token };

    // A person without a second factor: the refusal is told, or nothing changes.
    await find(rider.username, "Take off the second factor");
    await expect(dialog).toContainText("First make sure that it is Ben Okafor who asks");
    await dialog.getByRole("button", { name: "Close" }).click();

    await desk.goto(at("/admin?part=audit"));
    await expect(desk.getByText(reason)).toBeVisible();
    await desk.getByRole("button", { name: "Verify the record" }).click();
    await expect(desk.getByText(/^(The record is intact|Intact up to)/)).toBeVisible();

    // What a person wrote is muted, and the measure is lifted before its end.
    const place = await community(helper, `Kites ${unique()}`);
    await enrol(back, place.id);
    const talk = await thread(helper, place.id, "Wind", "Tomorrow?");
    const { id } = await say(back, talk.id, "Cheap kites");
    await call("POST", "/reports", { content_type: "message", content_id: id, reason: "spam" }, helper.token);
    const found = await until(async () => {
      const { items } = await call<{ items: { id: string; content_id: string; author_id: string | null }[] }>(
        "GET",
        "/moderation/reports?status=open&reason=spam&limit=100",
        undefined,
        admin.token,
      );
      return items.find((one) => one.content_id === id && one.author_id);
    }, "the case in the queue");
    await call("POST", `/moderation/reports/${found.id}/resolve`, { decision: "mute", note: "Sells kites", days: 3 }, admin.token);
    await find(rider.username, "Decisions about them");
    const force = desk.getByRole("region", { name: "In force" });
    await expect(force).toContainText("Muted");
    await force.getByRole("button", { name: "Lift it" }).click();
    await expect(dialog).toContainText("The person can write again at once.");
    await dialog.getByLabel("Why, for the record").fill("They asked nicely");
    await dialog.getByRole("button", { name: "Lift it" }).click();
    await expect(force).toContainText("Nothing is in force.");
    await expect(desk.getByRole("region", { name: "Decisions" })).toContainText("They asked nicely");
    await say(back, talk.id, "Thank you");

    await desk.goto(at("/admin?part=service"));
    await expect(desk.getByRole("heading", { name: "What the companion found" })).toBeVisible();
    await desk.getByRole("button", { name: "Make a new key" }).click();
    await expect(dialog).toContainText("All sessions go on.");
    await dialog.getByRole("button", { name: "Close" }).click();
    expect(faults).toEqual([]);
  },
);
