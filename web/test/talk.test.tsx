import "fake-indexeddb/auto";
import { ConnectionFailed, PaymentRequired } from "@community/sdk";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, me } from "../src/app/api.js";
import { place } from "../src/app/router.js";
import Talk, { CommunityHead } from "../src/screens/talk/talk.js";
import { apply, type CommunityView } from "../src/store/store.js";
import { Toasts } from "../src/ui/toast.js";

const paid = { id: "c1", name: "Cooks", visibility: "paid", price_cents: 2500, currency: "AED", member_count: 3, is_member: false };
const button = () => document.querySelector<HTMLButtonElement>("header button") as HTMLButtonElement;

describe("Joining a paid community", () => {
  beforeEach(() => {
    me.value = { id: "amal", username: "amal", name: "Amal", isGuest: false };
    void act(() =>
      render(
        <>
          <CommunityHead community={paid as CommunityView} isAside={false} />
          <Toasts />
        </>,
        document.body,
      ),
    );
  });
  afterEach(() => render(null, document.body));

  test("leads to the order's page, where it can be paid by credits, too, and which leads back", async () => {
    vi.spyOn(api.communities, "join").mockRejectedValue(new PaymentRequired(402, { order_id: "o1" }));
    await act(async () => button().click());
    expect(place.value.path).toBe("/app/orders/o1");
    expect(place.value.search).toContain(encodeURIComponent("/communities/c1"));
  });

  test("can be tried again after a failure", async () => {
    const join = vi.spyOn(api.communities, "join").mockRejectedValue(new ConnectionFailed("away"));
    await act(async () => button().click());
    await vi.waitFor(() => expect(document.querySelector(".toast")?.textContent).toContain("There is no connection"));
    await act(async () => button().click());
    expect(join).toHaveBeenCalledTimes(2);
  });
});

describe("The discussions of a community", () => {
  const line = (number: number) => ({ id: `t${number}`, community_id: "c1", title: `Topic ${number}`, unread: 0, message_count: 1 });
  const titles = () => [...document.querySelectorAll(".thread-title")].map((one) => one.textContent);

  beforeEach(() => {
    me.value = { id: "amal", username: "amal", name: "Amal", isGuest: false };
    const community = { ...paid, visibility: "public", is_member: true };
    vi.spyOn(api.communities, "get").mockResolvedValue(community as never);
    apply([{ kind: "community", community: community as CommunityView }]);
  });
  afterEach(() => render(null, document.body));

  test("are all reached, beyond the latest, too, and found by their words", async () => {
    const all = Array.from({ length: 60 }, (_, index) => ({ ...line(index), last_activity: "2026-11-24T00:00:00Z" }));
    vi.spyOn(api.threads, "list").mockImplementation(((_: string, { cursor }: { cursor?: string }) =>
      Promise.resolve(cursor ? { items: all.slice(50), next_cursor: null } : { items: all.slice(0, 50), next_cursor: "50" })) as never);
    const search = vi.spyOn(api.threads, "search").mockResolvedValue({ items: [all[55]], next_cursor: null } as never);
    await act(async () => render(<Talk parameters={{ id: "c1" }} />, document.body));
    await vi.waitFor(() => expect(titles()).toHaveLength(50));
    await act(async () => [...document.querySelectorAll("button")].find((one) => one.textContent === "Show more")?.click());
    await vi.waitFor(() => expect(titles()).toHaveLength(60));
    const field = document.querySelector<HTMLInputElement>(".search-box input") as HTMLInputElement;
    await act(async () => {
      field.value = "topic 55";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await act(async () => {
      field.form?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    });
    await vi.waitFor(() => expect(titles()).toEqual(["Topic 55"]));
    expect(search).toHaveBeenCalledWith(expect.objectContaining({ community_id: "c1", q: "topic 55" }));
  });
});
