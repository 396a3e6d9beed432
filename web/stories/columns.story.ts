// The columns of talk: communities, discussions, messages.
import { call, community, enrol, person, say, thread, unique, until } from "./fleet.js";
import { at, expect, test } from "./page.js";
import { window } from "./talk.js";

test("A wide window has the communities, their discussions and the messages side by side; a narrower one two of them, a phone one", async ({
  browser,
}) => {
  const [amal, noor] = [await person("Amal Haddad"), await person("Noor Salem")];
  const [rowers, bakers] = [await community(amal, "Harbour rowers"), await community(amal, "Night bakers")];
  await enrol(noor, rowers.id);
  await enrol(noor, bakers.id);
  const boats = await thread(amal, rowers.id, "Which boat?", "The blue one is free.");
  const dough = await thread(amal, bakers.id, "Dough that rests", "For how long?");
  await say(noor, dough.id, "A whole night.");
  const faults: string[] = [];
  const page = await window(browser, noor, faults, { viewport: { width: 1680, height: 900 } });
  await page.goto(at(`/communities/${rowers.id}/threads/${boats.id}`));
  const rail = page.getByRole("navigation", { name: "Your communities" });
  const entry = (name: string) => rail.getByRole("link", { name });
  await expect(entry("Harbour rowers")).toHaveAttribute("aria-current", "true");
  await expect(page.getByRole("link", { name: "Which boat?" })).toHaveAttribute("aria-current", "page");
  await expect(page.getByRole("heading", { name: "Which boat?" })).toBeVisible();
  await expect(entry("Night bakers")).toHaveAccessibleName("Night bakers");

  // A message elsewhere is counted there at once. A mention says so.
  await say(amal, dough.id, "And the salt?");
  await expect(entry("Night bakers")).toHaveAccessibleName("Night bakers 1 unread");
  await say(amal, dough.id, `What do you say, @${noor.username}?`);
  await expect(entry("Night bakers")).toHaveAccessibleName("Night bakers 2 unread, You are mentioned");
  await entry("Night bakers").click();
  await expect(page.getByRole("link", { name: "Dough that rests" })).toBeVisible();
  await expect(entry("Night bakers")).toHaveAttribute("aria-current", "true");
  await page.getByRole("link", { name: "Dough that rests" }).click();
  await expect(page.locator(".message", { hasText: "And the salt?" })).toBeVisible();
  await expect(entry("Night bakers")).toHaveAccessibleName("Night bakers");

  // A community whose discussions are muted is dimmed, and says why.
  await call("PUT", `/channels/${dough.id}/preferences`, { level: "none", muted_until: null }, noor.token);
  await until(async () => {
    await page.reload();
    return (
      (await entry("Night bakers Muted")
        .waitFor({ timeout: 5_000 })
        .catch(() => false)) === undefined || undefined
    );
  }, "the muted community");
  await call("POST", `/threads/${dough.id}/messages`, { content: "Still here?", client_id: unique() }, amal.token);
  await expect(page.locator(".message", { hasText: "Still here?" })).toBeVisible();
  await expect(entry("Night bakers")).toHaveAccessibleName("Night bakers Muted");

  const list = page.getByRole("region", { name: "Discussions" });
  await page.setViewportSize({ width: 1000, height: 800 });
  await expect(rail).toBeHidden();
  await expect(list).toBeVisible();
  await expect(page.getByRole("log")).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(list).toBeHidden();
  await expect(page.getByRole("log")).toBeVisible();
  await page.getByRole("link", { name: "Back" }).click();
  await expect(list).toBeVisible();
  await expect(page.getByRole("log")).toBeHidden();
  expect(faults).toEqual([]);
  await page.context().close();
});
