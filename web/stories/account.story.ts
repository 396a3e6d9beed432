// The session in the browser, the second factor, passkeys, and new proofs of who one is.
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { isFull, type Person, password, person, url } from "./fleet.js";
import { at, expect, test, watch } from "./page.js";

// Passkeys belong to a name: a local fleet's is localhost.
const named = url.replace("127.0.0.1", "localhost");

async function signIn(page: Page, who: Person, site = url): Promise<void> {
  await page.goto(`${site}/app/sign-in`);
  await page.getByLabel("Username, email address or phone number").fill(who.username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.locator("main").getByRole("button", { name: "Sign in", exact: true }).click();
}

/** What scripts of the page can read of a session. */
const readable = (page: Page): Promise<string> =>
  page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage, cookie: document.cookie }));

test("A session is in no script's reach, outlives a reload, is shared by tabs, and ends in all of them", async ({ page, context }) => {
  const who = await person("Hana Aziz");
  // A person of an earlier version: the tokens that lay here are dropped.
  await page.goto(at("/sign-in"));
  await page.evaluate((tokens) => localStorage.setItem("community.session", JSON.stringify(tokens)), who.tokens);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  expect(await readable(page)).not.toContain(who.tokens.refresh_token);

  await signIn(page, who);
  const mine = page.getByRole("link", { name: "Account: Hana Aziz" });
  await expect(mine).toBeVisible();
  expect(await readable(page)).not.toMatch(/eyJ|refresh|token/i);
  const cookie = (await context.cookies()).find((one) => one.name === "__Host-community");
  expect([cookie?.httpOnly, cookie?.secure, cookie?.sameSite]).toEqual([true, true, "Strict"]);

  await page.goto(at("/security"));
  await expect(page.getByText("This device")).toBeVisible();
  const other = await context.newPage();
  const faults = watch(other);
  await other.goto(at("/security"));
  await expect(other.getByText("This device")).toBeVisible();

  await page.goto(at("/account"));
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
  await expect(other.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
  expect((await context.cookies()).filter((one) => one.name === "__Host-community")).toEqual([]);
  await page.reload();
  await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
  expect(faults).toEqual([]);
});

test("Another person signs in where one is: after them, or in place of a guest", async ({ page }) => {
  const [first, second] = [await person("Hana Aziz"), await person("Sara Noor")];
  const faults = watch(page);
  await page.goto(at("/sign-in"));
  await page.getByRole("button", { name: "Look around as a guest" }).click();
  await expect(page.locator(".event-card, .state").first()).toBeVisible();
  await page.goto(at("/sign-in"));
  await expect(page.getByText("You are here as a guest.")).toBeVisible();
  await signIn(page, first);
  await expect(page.getByRole("link", { name: "Account: Hana Aziz" })).toBeVisible();
  await page.goto(at("/sign-in"));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You are signed in as Hana Aziz.");
  await page.getByRole("button", { name: "Sign out, and use another account" }).click();
  // A page that is left at once takes the end of the session with it.
  await expect(page.getByLabel("Username, email address or phone number")).toBeVisible();
  await signIn(page, second);
  await expect(page.getByRole("link", { name: "Account: Sara Noor" })).toBeVisible();
  expect(faults).toEqual([]);
});

const long = isFull ? test : test.skip;

/** The code of an authenticator app (RFC 6238). `steps`: later than now, in steps of 30 seconds. */
function code(secret: string, steps = 0): string {
  const bits = [...secret.replace(/[\s=]/g, "")]
    .map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac("sha1", key).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

long("An authenticator app is set up, asked for at the next login, and a recovery code takes its place", async ({ page }) => {
  const who = await person("Rami Haddad");
  await signIn(page, who);
  await expect(page.getByRole("link", { name: "Account: Rami Haddad" })).toBeVisible();
  await page.goto(at("/security"));
  await page.getByRole("button", { name: "Set up an authenticator app" }).click();
  await expect(page.getByRole("img", { name: "QR code for your authenticator app" })).toBeVisible();
  const secret = (await page.getByRole("dialog").locator(".mono").textContent()) ?? "";
  const first = page.getByLabel("The six digits that the app shows");
  await first.fill("000000");
  await page.getByRole("button", { name: "Turn it on" }).click();
  await expect(page.getByRole("dialog").locator(".field-error")).toBeVisible();
  await first.fill(code(secret));
  await page.getByRole("button", { name: "Turn it on" }).click();
  await expect(page.locator(".codes li")).toHaveCount(10);
  const recovery = (await page.locator(".codes li").first().textContent()) ?? "";
  await page.getByRole("button", { name: "I have kept them" }).click();
  await expect(page.getByText("10 recovery codes are left.")).toBeVisible();

  for (const answer of [() => code(secret, 1), () => recovery]) {
    await page.goto(at("/account"));
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
    await signIn(page, who);
    await expect(page.getByRole("heading", { name: "One more step" })).toBeVisible();
    await page.getByLabel("Code of your authenticator app").fill(answer());
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.getByRole("link", { name: "Account: Rami Haddad" })).toBeVisible();
  }
  await page.goto(at("/security"));
  await expect(page.getByText("9 recovery codes are left.")).toBeVisible();
});

long("A change of the mail address asks who it is; a passkey is added, renamed, signs in, and is deleted", async ({ browser }) => {
  const who = await person("Dina Salem");
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Asia/Dubai" });
  const page = await context.newPage();
  const faults = watch(page);
  const devices = await context.newCDPSession(page);
  await devices.send("WebAuthn.enable");
  await devices.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await signIn(page, who, named);
  await expect(page.getByRole("link", { name: "Account: Dina Salem" })).toBeVisible();
  await page.goto(`${named}/app/security`);
  await page.getByLabel("New email address").fill(`new-${who.username}@example.org`);
  await page.getByRole("button", { name: "Change it" }).click();
  const proof = page.getByRole("dialog", { name: "Is it you?" });
  await proof.getByLabel("Password", { exact: true }).fill(password);
  await proof.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText(/waits for its proof/)).toBeVisible();

  await page.getByRole("button", { name: "Add a passkey" }).click();
  const line = page.getByRole("listitem").filter({ hasText: "Added" });
  await expect(line).toHaveCount(1);
  await line.getByRole("button", { name: /More options/ }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("The blue laptop");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(line).toContainText("The blue laptop");

  await page.goto(`${named}/app/account`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
  await page.goto(`${named}/app/sign-in`);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByRole("link", { name: "Account: Dina Salem" })).toBeVisible();

  await page.goto(`${named}/app/security`);
  await line.getByRole("button", { name: /More options/ }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(line).toHaveCount(0);
  expect(faults).toEqual([]);
  await context.close();
});

long("A person takes their data along and deletes the account, which then lets no person in", async ({ page }) => {
  const who = await person("Nadia Karam");
  await signIn(page, who);
  await expect(page.getByRole("link", { name: "Account: Nadia Karam" })).toBeVisible();
  await page.goto(at("/security"));
  const arriving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download my data" }).click();
  const file = await arriving;
  expect(file.suggestedFilename()).toBe(`${who.username}.json`);
  expect(readFileSync(await file.path(), "utf8")).toContain(`${who.username}@example.org`);

  await page.getByRole("button", { name: "Delete the account" }).click();
  const dialog = page.getByRole("dialog");
  const erase = dialog.getByRole("button", { name: "Delete the account" });
  await dialog.getByLabel("Present password").fill(password);
  await dialog.getByLabel(new RegExp(who.username)).fill("another");
  await expect(erase).toBeDisabled();
  await dialog.getByLabel(new RegExp(who.username)).fill(who.username);
  await erase.click();
  await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
  await signIn(page, who);
  await expect(page.locator("main .field-error")).toBeVisible();
});
