// What people tell of themselves, and who follows them.
import { person } from "./fleet.js";
import { at, enter, expect, test, watch } from "./page.js";

test("A person adds a project, another sees it, follows them, and is among the followers", async ({ page, browser }) => {
  const [hana, ben] = [await person("Hana Aziz"), await person("Ben Okafor")];
  await enter(page, hana);
  await page.goto(at("/profile"));
  await page.getByRole("button", { name: "Add a project" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("A map of shaded streets");
  await dialog.getByLabel("Link (https)").fill("http://shade.example");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.locator(".field-error")).toBeVisible();
  await dialog.getByLabel("Link (https)").fill("https://shade.example");
  await dialog.getByLabel("Begun on").fill("2025-03-01");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Projects" })).toContainText("A map of shaded streets");

  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Asia/Dubai" });
  const other = await context.newPage();
  const faults = watch(other);
  await enter(other, ben);
  await other.goto(at(`/users/${hana.id}`));
  await expect(other.getByRole("region", { name: "Projects" })).toContainText("March 2025");
  await other.getByRole("link", { name: "A map of shaded streets" }).click();
  await expect(other.getByRole("dialog")).toContainText("https://shade.example");
  // The dialog ignores a key that was meant for the link.
  await expect(async () => {
    await other.keyboard.press("Escape");
    await expect(other.getByRole("dialog")).toHaveCount(0, { timeout: 1_000 });
  }).toPass();
  await other.getByRole("button", { name: "Follow", exact: true }).click();
  await expect(other.getByRole("button", { name: "Unfollow" })).toBeVisible();
  await other.getByRole("link", { name: "Followers" }).click();
  await expect(other.getByRole("list", { name: "Followers" })).toContainText("Ben Okafor");
  expect(faults).toEqual([]);
  await context.close();

  await page.goto(at(`/users/${ben.id}/following`));
  await expect(page.getByRole("list", { name: "Following" })).toContainText("Hana Aziz");
  await page.goto(at("/profile"));
  await page.getByRole("button", { name: "Remove: A map of shaded streets" }).click();
  await expect(page.getByRole("region", { name: "Projects" })).toContainText("There are none yet.");
});
