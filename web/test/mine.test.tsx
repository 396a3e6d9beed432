import "fake-indexeddb/auto";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { api, me } from "../src/app/api.js";
import Mine from "../src/screens/mine/mine.js";

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const event = (name: string, more = {}) => ({
  id: name,
  name,
  start_datetime: inHours(2),
  end_datetime: inHours(4),
  time_zone: "Asia/Dubai",
  status: "published",
  my_status: null,
  organizer_id: "omar",
  spots_remaining: null,
  registration_count: 0,
  ...more,
});
const gives = (...items: unknown[]) => ({ items, next_cursor: null }) as never;

afterEach(() => {
  render(null, document.body);
  vi.restoreAllMocks();
});

const sections = () =>
  [...document.querySelectorAll("section")].map((one) => [
    one.querySelector("h2")?.textContent,
    ...[...one.querySelectorAll("h3")].map((title) => title.textContent),
  ]);

test("Invitations that wait for an answer stand above one's own events", async () => {
  me.value = { id: "amal", username: "amal", name: "Amal", isGuest: false };
  const going = event("Tea", { my_status: "confirmed" });
  const over = event("Yesterday", { start_datetime: inHours(-30), end_datetime: inHours(-28) });
  vi.spyOn(api.events, "mine").mockImplementation((async () => gives(going)) as never);
  vi.spyOn(api.events, "invited").mockImplementation((async () =>
    gives(event("Walk"), going, over, event("Off", { status: "cancelled" }))) as never);
  await act(() => render(<Mine />, document.body));
  await vi.waitFor(() =>
    expect(sections()).toEqual([
      ["Invitations for you", "Walk"],
      ["Coming up", "Tea"],
    ]),
  );
});

test("One's own events are shown where invitations cannot be read", async () => {
  me.value = { id: "noor", username: "noor", name: "Noor", isGuest: false };
  vi.spyOn(api.events, "mine").mockImplementation((async () => gives(event("Tea", { my_status: "confirmed" }))) as never);
  vi.spyOn(api.events, "invited").mockRejectedValue(new Error("broken"));
  await act(() => render(<Mine />, document.body));
  await vi.waitFor(() => expect(sections()).toEqual([["Coming up", "Tea"]]));
});

test("Drafts and cancelled events have groups of their own, and a held seat its button to pay", async () => {
  me.value = { id: "layla", username: "layla", name: "Layla", isGuest: false };
  const own = { organizer_id: "layla" };
  const held = { my_status: "pending", price_cents: 2500, currency: "EUR", price_credits: null };
  vi.spyOn(api.events, "mine").mockImplementation((async () =>
    gives(
      event("Picnic", own),
      event("Idea", { ...own, status: "draft" }),
      event("Rain", { ...own, status: "cancelled" }),
      event("Concert", held),
    )) as never);
  vi.spyOn(api.events, "invited").mockImplementation((async () => gives()) as never);
  await act(() => render(<Mine />, document.body));
  await vi.waitFor(() =>
    expect(sections()).toEqual([
      ["Coming up", "Picnic"],
      ["Waiting", "Concert"],
      ["Drafts", "Idea"],
      ["Cancelled", "Rain"],
    ]),
  );
  const states = [...document.querySelectorAll(".mine-event")].map((one) => [
    one.querySelector(".tag")?.textContent,
    one.querySelector(".button")?.textContent,
    one.querySelector("h3 a")?.getAttribute("href"),
  ]);
  expect(states).toEqual([
    ["You organize it", undefined, "/app/events/Picnic"],
    ["To be paid", "Pay €25", "/app/events/Concert"],
    ["Draft", "Edit", "/app/organize/Idea/edit"],
    ["Cancelled", undefined, "/app/events/Rain"],
  ]);
  const asked = vi.spyOn(api.events, "registration").mockResolvedValue({ status: "pending", order_id: "o1" } as never);
  const checkout = vi.spyOn(api.orders, "checkout").mockReturnValue(new Promise(() => {}) as never);
  document.querySelector<HTMLButtonElement>("button.primary")?.click();
  await vi.waitFor(() => expect(checkout).toHaveBeenCalledWith(expect.objectContaining({ order_id: "o1" })));
  expect(asked).toHaveBeenCalled();
});
