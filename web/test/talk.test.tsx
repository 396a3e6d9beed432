import "fake-indexeddb/auto";
import { ConnectionFailed, PaymentRequired } from "@community/sdk";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, me } from "../src/app/api.js";
import { place } from "../src/app/router.js";
import { CommunityHead } from "../src/screens/talk/talk.js";
import type { CommunityView } from "../src/store/store.js";
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
