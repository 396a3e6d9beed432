import { expect, test } from "vitest";
import * as sdk from "../src/index.js";
import { client, failure, serve } from "./server.js";

const id = "0198c0de-0000-7000-8000-000000000001";

test.each([
  [400, {}, sdk.ValidationFailed],
  [401, {}, sdk.Unauthorized],
  [402, { order_id: id }, sdk.PaymentRequired],
  [402, { required_plan: "premium" }, sdk.PlanRequired],
  [403, {}, sdk.Forbidden],
  [404, {}, sdk.NotFound],
  [409, {}, sdk.Conflict],
  [410, {}, sdk.NotFound],
  [413, {}, sdk.TooLarge],
  [415, {}, sdk.ValidationFailed],
  [418, {}, sdk.ApiError],
  [422, {}, sdk.ValidationFailed],
  [429, {}, sdk.RateLimited],
  [500, {}, sdk.ServerError],
  [599, {}, sdk.ServerError],
])("%i with %o", async (status, json, kind) => {
  const { url } = await serve({ status, json });
  const error = await failure(client(url, { maxRetries: 0 }).events.get(id), kind);
  expect(error).toBeInstanceOf(sdk.ApiError);
  expect(error).toBeInstanceOf(sdk.CommunityError);
  expect([error.constructor, error.name, error.status]).toEqual([kind, kind.name, status]);
});

test("PaymentRequired has the order", async () => {
  const order = {
    order_id: id,
    amount_cents: 2500,
    currency: "USD",
    price_credits: null,
    expires_at: "2026-12-03T15:00:00Z",
    reason: "payment_required",
  };
  const { url } = await serve({ status: 402, json: { ...order, detail: "A seat is held for you." } });
  const error = await failure(client(url).events.register(id), sdk.PaymentRequired);
  expect(error).toMatchObject({
    orderId: id,
    amountCents: 2500,
    currency: "USD",
    reason: "payment_required",
    message: "A seat is held for you.",
  });
  expect(error.priceCredits).toBeUndefined();
  expect(error.expiresAt).toEqual(new Date("2026-12-03T15:00:00Z"));
});

test("a declined card has no order", async () => {
  const { url } = await serve({ status: 402, json: { reason: "card_declined" } });
  const error = await failure(
    client(url).subscriptions.subscribe({
      plan: "premium",
      success_url: "https://app.example/paid",
      cancel_url: "https://app.example/plans",
    }),
    sdk.PaymentRequired,
  );
  expect([error.orderId, error.expiresAt, error.amountCents]).toEqual([undefined, undefined, undefined]);
});

test("PlanRequired names the plan, ValidationFailed the fields", async () => {
  const plan = await serve({ status: 402, json: { required_plan: "premium", reason: "plan_required" } });
  expect((await failure(client(plan.url).discover.people({ age_min: 20 }), sdk.PlanRequired)).plan).toBe("premium");
  const faults = [{ field: "name", code: "too_short", min: 2, message: "must be longer" }];
  const fields = await serve({ status: 400, json: { errors: { name: ["must be longer"] }, faults } });
  const refused = await failure(client(fields.url).events.get(id), sdk.ValidationFailed);
  expect([refused.errors, refused.faults]).toEqual([{ name: ["must be longer"] }, faults]);
  const older = await serve({ status: 422, json: {} });
  expect((await failure(client(older.url).events.get(id), sdk.ValidationFailed)).faults).toEqual([]);
});

test.each(["<html>502</html>", "", "null", '"text"', "[1]"])("an error that is no problem+json is an error too: %s", async (text) => {
  const { url } = await serve({ status: 404, text });
  expect((await failure(client(url).events.get(id), sdk.NotFound)).message).toBe("The server answered 404.");
});
