// A person makes a bot, gives its program a token, stops the bot and deletes it.
import { call, community, enrol, organizer, type Person, unique, until } from "./fleet.js";
import { at, enter, expect, test } from "./page.js";

test("A person makes a bot, and its program acts with a token that is shown once", async ({ page }) => {
  const owner: Person = await organizer("Ines Duarte");
  const riders = await community(owner, `Riders ${unique()}`);
  await enter(page, owner);
  await page.goto(at("/account"));
  await page.getByRole("link", { name: "Bots" }).click();
  await expect(page.getByRole("heading", { name: "You have no bots" })).toBeVisible();
  await page.getByRole("button", { name: "Make the first one" }).click();
  await expect(page.getByLabel("Name")).toBeFocused();

  const handle = `weather-${unique()}`;
  await page.getByLabel("Name").fill("Weather");
  await page.getByLabel("Handle").fill(handle);
  await page.getByLabel("What does it do?").fill("Says whether the ride takes place.");
  await page.getByRole("button", { name: "Make a bot" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Weather" })).toBeVisible();

  // What no bot may do is not offered.
  await expect(page.getByLabel("Events and tickets: Read")).toBeVisible();
  await expect(page.getByLabel("Events and tickets: Write")).toHaveCount(0);
  await page.getByRole("region", { name: "API tokens" }).getByLabel("Name").fill("Script at home");
  await page.getByLabel("Communities: Read").check();
  await page.getByLabel("Communities: Write").check();
  await page.getByRole("button", { name: "Make a token" }).click();
  const secret = page.locator("output.secret");
  await expect(secret).toHaveText(/^cmt_/);
  const token = (await secret.textContent()) ?? "";
  await page.getByRole("button", { name: "I have kept it" }).click();
  await expect(secret).toHaveCount(0);
  await enrol({ ...owner, token }, riders.id);

  await page.getByRole("link", { name: "See its profile" }).click();
  await expect(page.getByText("Bot", { exact: true })).toBeVisible();
  await expect(page.getByText("Followers")).toBeVisible();
  await expect(page.getByText("Connections")).toHaveCount(0);
  await page.goBack();

  await page.getByRole("button", { name: "Stop the bot" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Stop the bot" }).click();
  await expect(page.getByText("You have no tokens")).toBeVisible();
  await until(
    () =>
      call("GET", "/communities?limit=1", undefined, token).then(
        () => undefined,
        () => true,
      ),
    "an end of the token",
  );

  await page.getByRole("button", { name: "Delete the bot" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Delete the bot" })).toBeDisabled();
  await dialog.getByRole("textbox").fill(handle);
  await dialog.getByRole("button", { name: "Delete the bot" }).click();
  await expect(page.getByRole("heading", { name: "You have no bots" })).toBeVisible();
});

test("A picture is moved in its frame by keys and by mouse before it is sent", async ({ page }) => {
  const one = await organizer("Rosa Klein");
  await enter(page, one);
  await page.goto(at("/profile"));
  await expect(page.locator("input[type=file]")).toBeAttached();
  // A red half and a blue half: the server is given the part that was chosen.
  await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    canvas.width = 800;
    canvas.height = 400;
    const context = canvas.getContext("2d");
    if (context) {
      context.fillStyle = "#c00";
      context.fillRect(0, 0, 400, 400);
      context.fillStyle = "#00c";
      context.fillRect(400, 0, 400, 400);
    }
    return new Promise<void>((done) => {
      canvas.toBlob((blob) => {
        const files = new DataTransfer();
        files.items.add(new File([blob as Blob], "halves.png", { type: "image/png" }));
        const input = document.querySelector<HTMLInputElement>("input[type=file]");
        if (input) {
          input.files = files.files;
          input.dispatchEvent(new Event("change", { bubbles: true }));
        }
        done();
      }, "image/png");
    });
  });
  const frame = page.getByRole("application", { name: /^Picture/ });
  await expect(frame).toBeVisible();
  const middleColour = () =>
    frame.evaluate((canvas: HTMLCanvasElement) => [...(canvas.getContext("2d")?.getImageData(canvas.width - 2, 10, 1, 1).data ?? [])]);
  await expect.poll(async () => (await middleColour())[2]).toBeGreaterThan(150);
  // To the left half, by keys: the picture goes right.
  await frame.focus();
  for (let press = 0; press < 12; press++) {
    await page.keyboard.press("ArrowRight");
  }
  expect((await middleColour())[0]).toBeGreaterThan(150);
  // And by mouse to the right half.
  const box = await frame.boundingBox();
  if (box) {
    await page.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x - box.width * 0.4, box.y + box.height / 2, { steps: 5 });
    await page.mouse.up();
  }
  expect((await middleColour())[2]).toBeGreaterThan(150);
  await page.getByRole("slider", { name: "Size" }).fill("2");
  await page.getByRole("button", { name: "Use it" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.locator(".profile-head .avatar img")).toBeVisible();
  const stored = await call<{ picture?: { width: number; height: number } | null }>("GET", "/users/me", undefined, one.token);
  expect([stored.picture?.width, stored.picture?.height]).toEqual([200, 200]);
});
