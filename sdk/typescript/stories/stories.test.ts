// The SDK as its users have it, against a whole fleet.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  Community,
  Conflict,
  memoryStore,
  NotFound,
  PaymentRequired,
  type SessionState,
  Unauthorized,
  ValidationFailed,
} from "@community/sdk";
import { cable, newName, organizer, password, person, register, until, url } from "./help.js";

const inAWeek = (hours = 0) => new Date(Date.now() + (7 * 24 + hours) * 3_600_000).toISOString();

test("an account: register, refuse, refresh, log in elsewhere, log out", async () => {
  const { api, id, username } = await person();
  assert.equal((await api.me.get()).id, id);
  await assert.rejects(
    new Community({ baseUrl: url }).auth.register({ username, password, email: `${newName()}@example.org` }),
    (error) => error instanceof Conflict && error.reason === "username_taken",
  );
  await assert.rejects(api.me.update({ full_name: "x".repeat(5000) }), ValidationFailed);
  await assert.rejects(api.users.get("0198c0de-0000-7000-8000-0000000000ff"), NotFound);

  // A token that the server no longer takes, and one that is about to expire: the session exchanges both, once for many calls.
  const state = (await api.session.current()) as SessionState;
  const store = memoryStore({ ...state, expiresAt: Date.now() + 1000 });
  const again = new Community({ baseUrl: url, session: store });
  await Promise.all(Array.from({ length: 10 }, () => again.me.get()));
  const renewed = (await again.session.current()) as SessionState;
  assert.notEqual(renewed.refreshToken, state.refreshToken);
  await store.save({ ...renewed, accessToken: `${renewed.accessToken.slice(0, -6)}AAAAAA` });
  assert.equal((await again.me.get()).id, id);

  const elsewhere = new Community({ baseUrl: url });
  await elsewhere.auth.login({ identifier: username, password });
  await elsewhere.auth.logout();
  assert.equal(await elsewhere.session.current(), null);
  await assert.rejects(elsewhere.me.get(), Unauthorized);
});

test("a paid seat: the order comes with the refusal, and a repeat with the same key is the same seat", async () => {
  const { api: host } = await organizer();
  const event = await host.events.create({
    name: "Tea for two",
    event_type: "meetup",
    start_datetime: inAWeek(),
    end_datetime: inAWeek(2),
    time_zone: "Asia/Dubai",
    max_attendees: 1,
    price_cents: 2500,
    currency: "USD",
    is_published: true,
  });
  const { api: buyer } = await person();
  const refused: PaymentRequired[] = [];
  for (let repeat = 0; repeat < 2; repeat++) {
    await assert.rejects(buyer.events.register(event.id, { idempotencyKey: `one seat of ${event.id}` }), (error) => {
      assert.ok(error instanceof PaymentRequired);
      refused.push(error);
      return true;
    });
  }
  const [first, second] = refused as [PaymentRequired, PaymentRequired];
  assert.equal(first.orderId, second.orderId);
  assert.deepEqual([first.amountCents, first.currency, (first.expiresAt as Date) > new Date()], [2500, "USD", true]);

  const checkout = await buyer.orders.checkout({
    order_id: first.orderId ?? null,
    payment_method: "card",
    success_url: "http://127.0.0.1/yes",
    cancel_url: "http://127.0.0.1/no",
  });
  const paid = await fetch(checkout.checkout_url as string, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ card_number: "4242 4242 4242 4242", expiry: "12/40", cvc: "123" }),
  });
  assert.equal(paid.status, 303);
  await until(async () => (await buyer.events.registration(event.id)).status === "confirmed", "the seat is confirmed");
  const { ticket_code } = await buyer.events.registration(event.id);
  assert.match(await (await buyer.tickets.qr(ticket_code ?? "")).text(), /^<svg|^<\?xml/);
});

test("lists: every item of every page, once", async () => {
  const { api: me } = await person();
  const others = await Promise.all(Array.from({ length: 7 }, () => person()));
  await Promise.all(others.map((other) => known(() => me.users.follow(other.id))));
  const id = ((await me.session.current()) as SessionState).userId as string;
  const found: string[] = [];
  for await (const one of me.users.following(id, { limit: 3 })) {
    found.push(JSON.stringify(one));
  }
  assert.equal(new Set(found).size, 7);
  assert.equal(found.length, 7);
  const sizes: number[] = [];
  for await (const page of me.users.following(id, { limit: 3 }).pages()) {
    sizes.push(page.items.length);
  }
  assert.deepEqual(sizes, [3, 3, 1]);
});

test("a file: uploaded with its progress, and downloaded", async () => {
  const { api } = await person();
  const text = "Bring a cup. ☕";
  const file = new Blob([text], { type: "text/plain" });
  const progress: unknown[] = [];
  const attachment = await api.attachments.upload(file, { name: "note.txt" }, { onProgress: (one) => progress.push(one) });
  assert.deepEqual([attachment.byte_count, progress], [file.size, [{ sent: file.size, total: file.size }]]);
  assert.equal(await (await api.attachments.download(attachment.id)).text(), text);
});

test("messages: in order, each once, over a cable that is cut", async () => {
  const { api: amal } = await person();
  const line = await cable();
  const noor = new Community({ baseUrl: line.url, retryDelay: 50 });
  await register(noor);
  const community = await amal.communities.create({
    name: `Tea ${newName()}`,
    kind: "group",
    visibility: "public",
    description: "All kinds of tea.",
  });
  await known(() => noor.communities.join(community.id));
  const thread = await known(() => amal.threads.create(community.id, { title: "Which tea?", content: "Green or black?" }));

  const told: number[] = [];
  const states: string[] = [];
  noor.realtime.on("state", (state) => states.push(state));
  const channel = await known(() => noor.realtime.thread(thread.id));
  channel.on("message", (message) => told.push(message.seq));
  const mine = await amal.realtime.thread(thread.id);

  const sent: Promise<unknown>[] = [];
  for (let n = 1; n <= 12; n++) {
    sent.push(mine.send(`from amal ${n}`), channel.send(`from noor ${n}`));
    if (n % 4 === 0) {
      await Promise.all(sent.splice(0));
      line.cut();
      sent.push(amal.threads.post(thread.id, { content: `while noor is away ${n}` }));
    }
  }
  await Promise.all(sent);
  const all = 12 * 2 + 3;
  await until(() => told.length >= all, `all ${all} messages; there are ${told.join(" ")}`);
  assert.deepEqual(
    told,
    Array.from({ length: all }, (_, index) => channel.recent.length + index + 1),
  );
  assert.ok(states.filter((state) => state === "offline").length >= 3, states.join(" "));
  assert.equal((await channel.markRead()).last_read_seq, channel.lastSeq);

  const kept: number[] = [];
  for await (const message of amal.threads.messages(thread.id, { limit: 5 })) {
    kept.push(message.seq);
  }
  assert.deepEqual(kept, [...told].reverse());
  await Promise.all([noor.close(), amal.close()]);
  line.close();
});

test("the companion's answer: streamed, over a cable that is cut", async () => {
  const line = await cable();
  const api = new Community({ baseUrl: line.url, retryDelay: 50 });
  await register(api);
  await known(() => api.companion.setSettings({ age: 31, time_zone: "Asia/Dubai", country: "AE" }));
  let text = "";
  let answer: string | undefined;
  const kinds = new Set<string>();
  for await (const event of api.companion.talk({ content: "I moved here a month ago and still know few people." })) {
    kinds.add(event.type);
    if (event.type === "accepted") {
      line.cut();
    } else if (event.type === "delta") {
      text += event.content;
    } else {
      answer = event.message.content;
    }
  }
  assert.equal(text, answer);
  assert.ok(kinds.has("accepted") && kinds.has("message"));
  const { messages } = await api.companion.get();
  assert.equal(messages.items.filter((message) => message.role === "user").length, 1);
  line.close();
});

/** Asks again while a new object is on its way from one service to another. */
async function known<T>(work: () => Promise<T>): Promise<T> {
  let result: T | undefined;
  let last: unknown;
  await until(
    () =>
      work().then(
        (value) => {
          result = value;
          return true;
        },
        (error) => {
          last = error;
          return false;
        },
      ),
    "it is known",
  ).catch((error) => {
    throw last ?? error;
  });
  return result as T;
}
