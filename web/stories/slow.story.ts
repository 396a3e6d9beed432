// A discussion over a slow network.
import { call, community, enrol, person, say, thread } from "./fleet.js";
import { at, expect, test } from "./page.js";
import { field, messages, window } from "./talk.js";

test("On a slow network a message is there at once as one that is being sent, and arrives once, in its order", async ({ browser }) => {
  const [amal, noor] = [await person("Amal Haddad"), await person("Noor Salem")];
  const place = await community(amal, "Harbour rowers");
  await enrol(noor, place.id);
  const boats = await thread(amal, place.id, "Which boat?", "The blue one is free.");
  await say(amal, boats.id, "Who steers?");
  const faults: string[] = [];
  const page = await window(browser, noor, faults);
  const other = await window(browser, amal, faults);
  const path = at(`/communities/${place.id}/threads/${boats.id}`);
  await page.goto(path);
  await other.goto(path);
  await expect(messages(page, "Who steers?")).toHaveCount(1);
  await expect(messages(other, "Who steers?")).toHaveCount(1);
  const line = await page.context().newCDPSession(page);
  await line.send("Network.enable");
  // Each request takes seconds, as at the edge of a network.
  await line.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 3_000,
    downloadThroughput: 20_000,
    uploadThroughput: 10_000,
  });

  const texts = ["I could.", "On Sunday, too.", "Who brings tea?"];
  for (const text of texts) {
    await field(page).fill(text);
    await field(page).press("Enter");
    // Before the server has it.
    await expect(page.locator(".is-unsent", { hasText: text })).toContainText("Sending…");
    await expect(field(page)).toHaveValue("");
    await expect(messages(page, text)).toBeInViewport();
  }
  await expect(messages(other, "Who brings tea?")).toHaveCount(1);
  await expect(page.locator(".is-unsent")).toHaveCount(0);
  for (const one of [page, other]) {
    const shown = await one.locator(".message .prose").allTextContents();
    expect(shown.map((text) => text.trim())).toEqual(["Who steers?", ...texts]);
  }
  const { items } = await call<{ items: { content: string }[] }>("GET", `/threads/${boats.id}/messages?limit=50`, undefined, amal.token);
  expect(items.map((one) => one.content)).toEqual(["Who steers?", ...texts]);
  expect(faults).toEqual([]);
  await Promise.all([page, other].map((one) => one.context().close()));
});
