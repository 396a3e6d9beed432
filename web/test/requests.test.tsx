import "fake-indexeddb/auto";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api, me } from "../src/app/api.js";
import Communities from "../src/screens/communities/communities.js";
import Join from "../src/screens/community/join.js";

const request = (id: string, status = "pending") => ({
  id: `r-${id}`,
  community_id: id,
  community_name: `Community ${id}`,
  status,
  created_at: "2026-11-20T10:00:00Z",
});
const gives = (...items: unknown[]) => (async () => ({ items, next_cursor: null })) as never;
const button = (text: string) => [...document.querySelectorAll("button")].find((one) => one.textContent?.trim() === text);

beforeEach(() => {
  me.value = { id: "amal", username: "amal", name: "Amal", isGuest: false };
  vi.spyOn(api.communities, "myRequests").mockImplementation(gives(request("c1"), request("c2", "declined")));
});
afterEach(() => {
  render(null, document.body);
  vi.restoreAllMocks();
});

test("A request to join is still there after a reload, and can be withdrawn", async () => {
  vi.spyOn(api.communities, "showLink").mockResolvedValue({
    mode: "request",
    community: { id: "c1", name: "Walkers", member_count: 3 },
  } as never);
  const withdraw = vi.spyOn(api.communities, "withdrawRequest").mockResolvedValue(undefined);
  await act(() => render(<Join parameters={{ code: "x" }} />, document.body));
  await vi.waitFor(() => expect(document.body.textContent).toContain("Your request is on its way"));
  expect(button("Ask to join")).toBeUndefined();
  await act(() => button("Withdraw")?.click());
  await vi.waitFor(() => expect(button("Ask to join")).toBeDefined());
  expect(withdraw).toHaveBeenCalledWith("c1", "r-c1");
});

test("Requests that wait are listed beside one's communities, answered ones are not", async () => {
  vi.spyOn(api.communities, "list").mockImplementation(gives());
  vi.spyOn(api.communities, "mine").mockImplementation(gives());
  vi.spyOn(api.communities, "myInvitations").mockImplementation(gives());
  await act(() => render(<Communities />, document.body));
  await vi.waitFor(() => expect(document.body.textContent).toContain("You asked to join"));
  expect(document.body.textContent).toContain("Community c1");
  expect(document.body.textContent).not.toContain("Community c2");
});
