import "fake-indexeddb/auto";
import { PaymentRequired } from "@community/sdk";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../src/app/api.js";
import { place } from "../src/app/router.js";
import { takeSeat } from "../src/screens/event/seat.js";
import type { Event } from "../src/store/store.js";

const event = (price_credits: number | null) => ({ id: "e1", price_cents: 2500, price_credits }) as Event;

describe("A seat with a price", () => {
  beforeEach(() => {
    vi.spyOn(api.events, "register").mockRejectedValue(new PaymentRequired(402, { order_id: "o1" }));
  });

  test("is paid on the order's page where credits are taken, which leads on to the ticket", async () => {
    expect(await takeSeat(event(3))).toBe(false);
    expect(place.value.path).toBe("/app/orders/o1");
    expect(new URLSearchParams(place.value.search).get("back")).toBe("/app/events/e1/paid");
  });

  test("is paid by card where they are not", async () => {
    const checkout = vi.spyOn(api.orders, "checkout").mockResolvedValue({ checkout_url: "#pay" } as never);
    expect(await takeSeat(event(null))).toBe(false);
    expect(checkout).toHaveBeenCalledTimes(1);
  });
});
