import "fake-indexeddb/auto";
import { PaymentRequired } from "@community/sdk";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { api, me } from "../src/app/api.js";
import { PaidAccess, stateOf } from "../src/screens/community/access.js";

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const community = { id: "c1", visibility: "paid", billing: "monthly", my_role: "member", price_cents: 900, currency: "USD" };
const show = async (paid_until: string | null, more = {}) => {
  me.value = { id: "amal", username: "amal", name: "Amal", isGuest: false };
  vi.spyOn(api.communities, "access").mockResolvedValue({ is_member: true, is_paid: true, paid_until, order: null });
  await act(() => render(<PaidAccess community={{ ...community, ...more } as never} />, document.body));
};

afterEach(() => {
  render(null, document.body);
  vi.restoreAllMocks();
});

test("The next month is offered in the last three days", () => {
  expect([stateOf(inDays(4)), stateOf(inDays(2)), stateOf(inDays(-1))]).toEqual(["paid", "due", "ended"]);
});

test("A member sees until when the access is paid, and pays for the next month on the page of its order", async () => {
  await show(inDays(2));
  await vi.waitFor(() => expect(document.body.textContent).toContain("Paid until"));
  const refused = new PaymentRequired(402, { reason: "payment_required", order_id: "o1" } as never);
  vi.spyOn(api.communities, "renewAccess").mockRejectedValue(refused);
  await act(() => document.querySelector("button")?.click());
  await vi.waitFor(() => expect(location.pathname).toBe("/app/orders/o1"));
});

test("Owners, moderators, and members who paid once are asked nothing", async () => {
  await show(inDays(2), { my_role: "moderator" });
  await show(inDays(2), { billing: "one_time" });
  expect(api.communities.access).not.toHaveBeenCalled();
  expect(document.body.textContent).toBe("");
});
