// Signing in through another provider, and linking it.
import { person, unique } from "./fleet.js";
import { at, enter, expect, test } from "./page.js";
import { type Account, issuer, provider } from "./provider.js";

const account = (name: string): Account => {
  const sub = unique();
  return { sub, name, email: `${sub}@example.org` };
};

test("Two people come in through a provider: one makes an account by it, the other one links it", async ({ page, browser }) => {
  test.skip(!issuer, "The fleet has no provider: COMMUNITY_PROVIDER");
  const village = await provider(account("Noor Haddad"));
  try {
    await test.step("one who declines is back at the sign-in, and one who allows goes on", async () => {
      await page.goto(at("/sign-in?next=/app/mine"));
      await page.getByRole("button", { name: "Continue with Village" }).click();
      await page.getByRole("link", { name: "Decline" }).click();
      await expect(page.getByRole("button", { name: "Continue with Village" })).toBeVisible();
      await page.getByRole("button", { name: "Continue with Village" }).click();
      await page.getByRole("link", { name: "Allow" }).click();
      await expect(page).toHaveURL(at("/mine"));
      await expect(page.getByRole("link", { name: "Account: Noor Haddad" })).toBeVisible();
    });

    await test.step("an answer to another tab is not used", async () => {
      await page.goto(at("/signed-in?state=none&code=none"));
      await expect(page.getByText("did not begin in this tab")).toBeVisible();
      await expect(page).toHaveURL(at("/signed-in"));
    });

    const other = await person("Sara Aziz");
    const context = await browser.newContext({ locale: "ar", timezoneId: "Asia/Dubai" });
    const tab = await context.newPage();
    await enter(tab, other);
    village.account = account("Sara");
    await test.step("the other one links it, in Arabic", async () => {
      await tab.goto(at("/security"));
      await tab.getByRole("button", { name: "اربط Village" }).click();
      await tab.getByRole("link", { name: "Allow" }).click();
      await expect(tab.getByText("رُبط Village")).toBeVisible();
      await expect(tab.getByRole("button", { name: "افصله" })).toBeVisible();
      await expect(tab.getByRole("button", { name: "اربط Village" })).toHaveCount(0);
    });

    await test.step("and signs in through it from then on", async () => {
      await tab.goto(at("/account"));
      await tab.getByRole("button", { name: "سجّل الخروج" }).click();
      await expect(tab.getByRole("banner").getByRole("link", { name: "تسجيل الدخول" })).toBeVisible();
      await tab.goto(at("/sign-in"));
      await tab.getByRole("button", { name: "تابع عبر Village" }).click();
      await tab.getByRole("link", { name: "Allow" }).click();
      await expect(tab.getByRole("link", { name: "Sara Aziz" })).toBeVisible();
    });
  } finally {
    village.close();
  }
});
