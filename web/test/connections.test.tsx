import "fake-indexeddb/auto";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { api, me } from "../src/app/api.js";
import Connections from "../src/screens/people/connections.js";
import { log } from "../src/store/log.js";

afterEach(() => render(null, document.body));

const request = (id: string) => ({
  id,
  direction: "incoming",
  compatibility_score: null,
  requested_at: "2026-11-24T00:00:00Z",
  user: { id: `u-${id}`, username: id, full_name: id, picture_url: null },
});
const names = () => [...document.querySelectorAll("[aria-labelledby=incoming] li")].map((one) => one.textContent ?? "");
const press = (name: string) =>
  act(async () => [...document.querySelectorAll("button")].find((one) => one.textContent?.includes(name))?.click());

test("A request that comes while the page is open appears; one that was just declined stays away", async () => {
  me.value = { id: "amal", username: "amal", name: "Amal", isGuest: false };
  const pending = vi.spyOn(api.connections, "pending").mockResolvedValue({ items: [request("omar")], next_cursor: null } as never);
  vi.spyOn(api.connections, "list").mockResolvedValue({ items: [], next_cursor: null } as never);
  vi.spyOn(api.connections, "decline").mockResolvedValue(undefined as never);
  await act(async () => render(<Connections />, document.body));
  await vi.waitFor(() => expect(names()).toHaveLength(1));
  await press("Decline");
  expect(names()).toHaveLength(0);
  pending.mockResolvedValue({ items: [request("noor"), request("omar")], next_cursor: null } as never);
  await act(() => {
    log.value = { ...log.value, connections: [{ id: "noor", status: "pending" } as never] };
  });
  await vi.waitFor(() => expect(names()).toHaveLength(1));
  expect(names()[0]).toContain("noor");
});
