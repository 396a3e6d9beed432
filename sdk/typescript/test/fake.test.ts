import { expect, test } from "vitest";
import { FakeServer, Refusal } from "../src/fake/index.js";
import { Conflict, PaymentRequired, ServerError, Unauthorized } from "../src/index.js";
import { failure } from "./server.js";

test("accounts: register, log in, refuse, log out", async () => {
  const server = new FakeServer();
  const api = server.client();
  await failure(api.me.get(), Unauthorized);
  const { user } = await api.auth.register({ username: "amal", password: "three quiet green boats" });
  expect((await api.me.get()).id).toBe(user.id);
  expect((await failure(server.client().auth.register({ username: "amal", password: "another long password" }), Conflict)).reason).toBe(
    "username_taken",
  );
  await failure(server.client().auth.login({ identifier: "amal", password: "wrong" }), Unauthorized);
  await server.client().auth.login({ identifier: "amal", password: "three quiet green boats" });
  await api.auth.logout();
  await failure(api.me.get(), Unauthorized);
});

test("operations answer what they are given, refuse, and run once for a key", async () => {
  const server = new FakeServer();
  const api = server.client();
  await api.auth.register({ username: "amal", password: "three quiet green boats" });
  let runs = 0;
  server.answer("wallet.get", { balance: 7 });
  server.answer("events.register", ({ params }) => {
    if (params[0] === "paid") {
      throw new Refusal(402, { order_id: "o", reason: "payment_required" });
    }
    return { id: `${++runs}` } as never;
  });
  expect(await api.wallet.get()).toEqual({ balance: 7 });
  expect((await failure(api.events.register("paid"), PaymentRequired)).orderId).toBe("o");
  server.failNext(2);
  expect((await api.events.register("free", { idempotencyKey: "a key that is long enough" })).id).toBe("1");
  expect((await api.events.register("free", { idempotencyKey: "a key that is long enough" })).id).toBe("1");
  expect((await api.events.register("free")).id).toBe("2");
  expect(server.requests.filter((one) => one.operation === "events.register").length).toBe(4);
});

test("an operation without an answer says how to give it one", async () => {
  const server = new FakeServer();
  const api = server.client({ maxRetries: 0 });
  await api.auth.register({ username: "amal", password: "three quiet green boats" });
  expect((await failure(api.boosts.get(), ServerError)).message).toContain('server.answer("boosts.get"');
});
