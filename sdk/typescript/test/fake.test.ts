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

test("the log is whole first, then says what changed, by request and over the hub", async () => {
  const server = new FakeServer();
  const [ada, ben] = [server.client(), server.client()];
  const me = (await ada.auth.register({ username: "ada", password: "long enough" } as never)).user.id;
  await ben.auth.register({ username: "ben", password: "long enough" } as never);
  const thread = await ada.threads.create("community", { title: "Tea" });

  const whole = await ada.sync.read();
  expect(whole.is_whole).toBe(true);
  expect(whole.channels.map((one) => [one.id, one.unread])).toEqual([[thread.id, 0]]);
  expect((await ben.sync.read()).channels).toEqual([]);

  await ben.threads.post(thread.id, { content: "Here" });
  const news = await ada.sync.read({ since: whole.token });
  expect(news.is_whole).toBe(false);
  expect(news.channels.map((one) => one.unread)).toEqual([1]);
  expect((await ada.sync.read({ since: news.token })).channels).toEqual([]);
  expect((await ada.sync.read({ since: "unknown" })).is_whole).toBe(true);

  const waits = ada.sync.read({ since: news.token, wait: 25 });
  server.sync(me, { wallet: { balance: 5, link: "/" }, removed: [{ kind: "channel", id: thread.id }] });
  const woken = await waits;
  expect([woken.wallet?.balance, woken.removed, woken.channels]).toEqual([5, [{ kind: "channel", id: thread.id }], []]);
  expect((await ada.sync.read()).channels).toEqual([]);

  const seen: number[] = [];
  for await (const changes of ada.sync.follow({ since: news.token, realtime: true })) {
    seen.push(changes.wallet?.balance ?? 0);
    if (seen.length === 2) {
      break;
    }
    server.sync(me, { wallet: { balance: 6, link: "/" } });
  }
  expect(seen).toEqual([5, 6]);
  ada.realtime.close();

  const stop = new AbortController();
  const endless = ada.sync.read({ since: (await ada.sync.read()).token, wait: 25 }, { signal: stop.signal });
  stop.abort();
  await expect(endless).rejects.toThrow();
});
