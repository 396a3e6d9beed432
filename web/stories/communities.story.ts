// A community's own moderation: requests by a link, roles, removals and bans, in the browsers of the people concerned.
import { call, community, person, unique, until } from "./fleet.js";
import { at, expect, test, windowOf } from "./page.js";

test("People ask by a link and are let in; one becomes a moderator and bans the other, until the ban is lifted", async ({ browser }) => {
  const [owner, helper, rider] = [await person("Amal Haddad"), await person("Noor Salem"), await person("Ben Okafor")];
  const place = await community(owner, `Night riders ${unique()}`, { visibility: "private" });
  const manage = `/communities/${place.id}/manage`;
  const faults: string[] = [];
  const [desk, phone, other] = [
    await windowOf(browser, owner, faults),
    await windowOf(browser, helper, faults, { viewport: { width: 390, height: 844 } }),
    await windowOf(browser, rider, faults),
  ];

  await desk.goto(at(`${manage}?part=settings`));
  await desk.getByLabel("Rules", { exact: true }).fill("- **Lights** on\n- No racing");
  await desk.getByRole("button", { name: "Preview" }).click();
  await expect(desk.getByRole("region", { name: "How the rules will look" }).locator("strong")).toHaveText("Lights");
  await desk.getByRole("button", { name: "Save" }).click();
  await until(
    async () => (await call<{ rules: string | null }>("GET", `/communities/${place.id}`, undefined, owner.token)).rules ?? undefined,
    "the rules of the community",
  );

  await desk.goto(at(`${manage}?part=invitations`));
  await desk.getByLabel("What the link does").selectOption({ label: "Lets people ask" });
  await desk.getByRole("button", { name: "Make a link" }).click();
  const link = (await desk.getByRole("status").locator(".mono").textContent()) ?? "";
  for (const page of [phone, other]) {
    await page.goto(link);
    await expect(page.getByRole("listitem").filter({ hasText: "No racing" })).toBeVisible();
    await expect(page.getByText("By joining you agree to the rules.")).toBeVisible();
    await page.getByRole("button", { name: "Ask to join" }).click();
    await expect(page.getByText("Your request is on its way to the moderators.")).toBeVisible();
  }

  // A request that was declined by mistake is taken back.
  await desk.getByRole("link", { name: "Requests" }).click();
  const line = (name: string) => desk.getByRole("listitem").filter({ hasText: name });
  await line("Ben Okafor").getByRole("button", { name: "Decline" }).click();
  await desk.getByRole("button", { name: "Undo" }).click();
  await line("Ben Okafor").getByRole("button", { name: "Let in" }).click();
  await expect(line("Ben Okafor")).toHaveCount(0);
  await line("Noor Salem").getByRole("button", { name: "Let in" }).click();
  await expect(desk.getByText("There are no open requests.")).toBeVisible();
  // A page that is left does it at once.
  await desk.goto(at(manage));
  await until(async () => {
    const { items } = await call<{ items: unknown[] }>("GET", `/communities/${place.id}/members`, undefined, owner.token);
    return items.length === 3 || undefined;
  }, "both among the members");
  await desk.reload();

  await line("Noor Salem")
    .getByRole("button", { name: /More options/ })
    .click();
  await desk.getByRole("menuitem", { name: "Make a moderator" }).click();
  await expect(line("Noor Salem")).toContainText("Moderator");

  // A moderator decides about members, and leaves the settings to the owner.
  await phone.goto(at(manage));
  await expect(phone.getByRole("link", { name: "Reports" })).toBeVisible();
  await expect(phone.getByRole("link", { name: "Settings", exact: true })).toHaveCount(0);
  const members = phone.getByRole("list", { name: "Members" });
  await expect(members.getByRole("listitem").filter({ hasText: "Amal Haddad" }).getByRole("button")).toHaveCount(0);
  await members
    .getByRole("listitem")
    .filter({ hasText: "Ben Okafor" })
    .getByRole("button", { name: /More options/ })
    .click();
  await phone.getByRole("menuitem", { name: "Ban" }).click();
  await phone.getByRole("dialog").getByLabel("Reason, for other moderators").fill("Rides without lights");
  await phone.getByRole("dialog").getByRole("button", { name: "Ban" }).click();
  await expect(members.getByRole("listitem").filter({ hasText: "Ben Okafor" })).toHaveCount(0);
  const bans = phone.getByRole("region", { name: "Banned people" });
  await expect(async () => {
    await phone.reload();
    await expect(bans).toContainText("Rides without lights", { timeout: 5_000 });
  }).toPass({ timeout: 60_000 });

  // The place is gone for him, also by the link.
  const ask = other.getByRole("button", { name: "Ask to join" });
  await expect(async () => {
    await other.goto(link);
    await expect(other.locator(".state")).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 60_000 });
  await expect(ask).toHaveCount(0);

  await bans.getByRole("button", { name: "Lift the ban" }).click();
  await expect(phone.getByText("There are no bans.")).toBeVisible();
  await phone.reload();
  await expect(async () => {
    await other.reload();
    await ask.click({ timeout: 5_000 });
    await expect(other.getByText("Your request is on its way to the moderators.")).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 60_000 });
  expect(faults).toEqual([]);
});
