// One trace from a click to the socket of another browser, as the dashboard shows it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { event, unique } from "./fleet.js";
import { at, enter, expect, test } from "./page.js";
import { town, type World } from "./world.js";

const dashboard = process.env.COMMUNITY_DASHBOARD;
test.skip(!dashboard, "The dashboard's address is not given.");

/** A busy machine may cut a connection, or drop a span: then another click is traced. */
const MostClicks = 3;

let world: World;
test.beforeAll(async () => {
  world = await town();
});

interface Span {
  service: string;
  name: string;
  span_id: string;
  parent_id: string;
}

async function spansOf(trace: string): Promise<Span[]> {
  const token = readFileSync(join(process.env.COMMUNITY_MAIL ?? "", "..", "secrets", "dashboard-token"), "utf8").trim();
  const answer = await fetch(`${dashboard}/api/traces/${trace}`, { headers: { Authorization: `Bearer ${token}` } });
  return answer.ok ? ((await answer.json()) as { spans: Span[] }).spans : [];
}

test("A click on “Take a seat” is one trace, down to the services that hear of it and to the person's other browser", async ({
  page,
  context,
}) => {
  test.setTimeout(15 * 60_000);
  await enter(page, world.reader);
  const other = await context.newPage();
  // The hub tells a browser nothing before it has answered the subscription.
  const subscribed = other
    .waitForEvent("websocket", (socket) => socket.url().includes("/hubs/"))
    .then((socket) => socket.waitForEvent("framereceived", (frame) => String(frame.payload).includes('"type":3')));
  await Promise.all([subscribed, other.goto(at("/mine"))]);
  for (let clicks = 1; ; clicks++) {
    const free = await event(world.friend, `Sunset walk ${unique()}`, { max_attendees: 24 });
    await page.goto(at(`/events/${free.id}`));
    const asked = page.waitForRequest((one) => one.method() === "POST" && one.url().endsWith("/register"));
    await page.getByRole("button", { name: "Take a seat" }).click();
    await page.getByRole("button", { name: "Take my seat" }).click();
    const [, trace = "", click] = (await asked).headers().traceparent?.split("-") ?? [];
    expect(trace).toMatch(/^[0-9a-f]{32}$/);
    await expect(other.getByRole("link", { name: free.name }).first()).toBeVisible();
    try {
      await whole(trace, click);
      return;
    } catch (error) {
      if (clicks === MostClicks) {
        throw error;
      }
    }
  }
});

/** Each service sends its spans now and then. The click is the parent of the first one, and every other span has its own here. */
async function whole(trace: string, click: string | undefined): Promise<void> {
  await expect
    .poll(
      async () => {
        const spans = await spansOf(trace);
        const known = new Set([click, ...spans.map((one) => one.span_id)]);
        return {
          seen: [...new Set(spans.map((one) => one.service)), ...spans.map((one) => one.name).filter((name) => name.startsWith("send "))],
          withoutParent: spans.filter((one) => !known.has(one.parent_id)).map((one) => one.name),
        };
      },
      { timeout: 60_000 },
    )
    .toEqual({
      seen: expect.arrayContaining(["gateway", "events", "messaging", "social", "ai-companion", "send ticket_changed"]),
      withoutParent: [],
    });
}
