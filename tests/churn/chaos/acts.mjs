// What people do on a bad day. Each act keeps what was acknowledged, and reads it back where the product promises that a caller reads their own writes.
import { randomBytes, randomUUID } from "node:crypto";
import { PASSWORD, ask, isPassing, pause } from "../api.mjs";
import { act, actDice, bans, began, done, erased, faults, files, follows, lags, memberships, messages, now, options, orders, patience, pick, place, read, say, seats } from "./day.mjs";

export const FORCE_LIMIT_MS = 10_000;
const LARGEST_FILE = 96 * 1024;
const MOST_UNDER_WAY = 400;
const weights = { follows: 3, memberships: 3, messages: 6, files: 0.6, seats: 4, "paid seats": 4, credits: 1, blocks: 0.5, bans: 0.5, suspensions: 0.2, erasures: 0.1 };
const busy = new Set();

/** Acts on one thing one after the other, so that the last acknowledged act is known. */
async function alone(thing, once) {
  if (busy.has(thing)) return;
  busy.add(thing);
  try {
    await once();
  } finally {
    busy.delete(thing);
  }
}

/** Lets people act, at random moments, until the run is over; then what is under way is finished. */
export async function load() {
  const names = Object.keys(acts);
  const total = names.reduce((sum, name) => sum + weights[name], 0);
  const running = new Set();
  while (!now.isOver) {
    await pause((-Math.log(1 - actDice()) * 1000) / options.rate);
    let left = actDice() * total;
    const name = names.find(one => (left -= weights[one]) < 0) ?? names[0];
    if (running.size > MOST_UNDER_WAY) continue;
    const doing = acts[name]().then(() => (done[name] = (done[name] ?? 0) + 1), failure => faults.add("a step failed", failure.stack)).finally(() => running.delete(doing));
    running.add(doing);
  }
  say("the load ends; what is under way is finished");
  await Promise.all(running);
}

const acts = {
  async follows() {
    const [one, other] = [pick(place.groups.regulars), pick(place.groups.regulars)];
    if (one === other) return;
    await alone(`follow ${one.id} ${other.id}`, async () => {
      const key = `${one.id} ${other.id}`;
      const wanted = !follows.get(key)?.value;
      const { status } = await act("follow", one, wanted ? "PUT" : "DELETE", `/api/v1/users/${other.id}/follow`);
      if (status >= 200 && status < 300) {
        follows.set(key, { one, other, value: wanted });
        const seen = await read(one, `/api/v1/users/${one.id}/following?limit=100`);
        if (seen && seen.items.some(({ user }) => user.id === other.id) !== wanted) faults.add("a write was not read", `${one.name} ${wanted ? "follows" : "no longer follows"} ${other.name}`);
      } else if (status !== 0) {
        faults.add("refused", `follow: ${status}`);
      }
    });
  },
  async memberships() {
    const person = pick(place.groups.regulars.filter(one => !place.writers.includes(one)));
    await alone(`member ${person.id}`, async () => {
      const wanted = !memberships.get(person);
      const { status } = await act("membership", person, "POST", `/api/v1/communities/${place.community.id}/${wanted ? "join" : "leave"}`);
      if (status >= 200 && status < 300) {
        memberships.set(person, wanted);
        const seen = await read(person, `/api/v1/communities/${place.community.id}`);
        if (seen && seen.is_member !== wanted) faults.add("a write was not read", `${person.name} ${wanted ? "joined" : "left"}`);
      } else if (status !== 0) {
        faults.add("refused", `membership: ${status}`);
      }
    });
  },
  async messages() {
    const person = pick(place.writers);
    const [clientId, content] = [randomUUID(), `message ${randomUUID()}`];
    messages.set(clientId, { content });
    const { status, answer } = await act("message", person, "POST", `/api/v1/threads/${place.thread.id}/messages`, { body: { content, client_id: clientId } });
    if (status === 200 || status === 201) {
      const message = messages.get(clientId);
      Object.assign(message, { seq: answer.seq, id: answer.id });
      const seen = await read(person, `/api/v1/threads/${place.thread.id}/messages?after_seq=${answer.seq - 1}&limit=1`);
      if (seen && seen.items[0]?.id !== answer.id) faults.add("a write was not read", `message ${answer.seq}`);
    } else if (status !== 0) {
      faults.add("refused", `message: ${status} ${answer.reason}`);
    }
  },
  async files() {
    const person = pick(place.writers);
    const text = randomBytes(256 + Math.floor(actDice() * (LARGEST_FILE / 2))).toString("hex");
    const uploaded = await act("upload", person, "POST", "/api/v1/attachments?name=chaos.txt", { content: { type: "text/plain", text } });
    if (uploaded.status !== 201) {
      if (uploaded.status !== 0) faults.add("refused", `upload: ${uploaded.status} ${uploaded.answer.reason}`);
      return;
    }
    const file = { id: uploaded.answer.id, person, text };
    files.push(file);
    const [clientId, content] = [randomUUID(), `file ${randomUUID()}`];
    messages.set(clientId, { content });
    const { status, answer } = await act("message", person, "POST", `/api/v1/threads/${place.thread.id}/messages`, { body: { content, client_id: clientId, attachments: [file.id] } });
    if (status === 200 || status === 201) Object.assign(messages.get(clientId), { seq: answer.seq, id: answer.id });
    else if (status !== 0) faults.add("refused", `message with a file: ${status} ${answer.reason}`);
  },
  async seats() {
    const [person, event] = [pick(place.buyers), pick(place.free)];
    await alone(`seat ${person.id} ${event.id}`, async () => {
      const key = `${person.id} ${event.id}`;
      const wanted = !seats.get(key)?.value;
      const { status, answer } = await act("seat", person, wanted ? "POST" : "DELETE", `/api/v1/events/${event.id}/register`);
      // A repeated cancellation may find that the first one was made.
      if ((status >= 200 && status < 300) || (!wanted && (status === 404 || status === 409))) {
        seats.set(key, { person, event, value: wanted });
        const seen = await read(person, `/api/v1/events/${event.id}/status`);
        if (wanted && seen && !["confirmed", "waitlisted"].includes(seen.status)) faults.add("a write was not read", `seat: ${seen.status}`);
      } else if (status !== 0) {
        faults.add("refused", `seat: ${status} ${answer.reason}`);
      }
    });
  },
  async "paid seats"() {
    const [person, event] = [pick(place.buyers), pick(place.paid)];
    await alone(`seat ${person.id} ${event.id}`, async () => {
      const key = `${person.id} ${event.id}`;
      const held = seats.get(key);
      if (held?.value) {
        const { status } = await act("cancel a paid seat", person, "DELETE", `/api/v1/events/${event.id}/register`);
        if ((status >= 200 && status < 300) || status === 404 || status === 409) seats.set(key, { person, event, value: false });
        return;
      }
      const { status, answer } = await act("paid seat", person, "POST", `/api/v1/events/${event.id}/register`);
      if (status >= 200 && status < 300) {
        seats.set(key, { person, event, value: true });
      } else if (status === 402) {
        seats.set(key, { person, event, value: true });
        const order = { person, id: answer.order_id, credits: 0, purpose: "seat" };
        orders.set(order.id, order);
        const left = actDice();
        if (left < 0.2) return; // A buyer who thinks about it: the seat is held.
        const balance = (await read(person, "/api/v1/wallet"))?.balance ?? 0;
        if (left < 0.6 && balance >= 25) {
          const payment = await act("pay with credits", person, "POST", `/api/v1/payments/orders/${order.id}/pay-with-credits`);
          if (payment.status === 200) Object.assign(order, { acknowledged: true, credits: 25 });
        } else {
          await payByCard(order);
        }
      } else if (status !== 0 && status !== 409) {
        faults.add("refused", `paid seat: ${status} ${answer.reason}`);
      }
    });
  },
  async credits() {
    const person = pick(place.groups.regulars);
    await alone(`pack ${person.id}`, async () => {
      const { status, answer } = await act("credits", person, "POST", "/api/v1/wallet/packs/credits_100/purchase");
      if (status !== 402) {
        if (status !== 0) faults.add("refused", `credits: ${status} ${answer.reason}`);
        return;
      }
      const order = { person, id: answer.order_id, credits: -100, purpose: "pack" };
      orders.set(order.id, order);
      await payByCard(order);
    });
  },
  async blocks() {
    const index = Math.floor(actDice() * Math.floor(place.groups.pairs.length / 2));
    const [one, other] = place.groups.pairs.slice(2 * index, 2 * index + 2);
    if (!other) return;
    await alone(`block ${one.id}`, async () => {
      const { status } = await act("block", one, "PUT", `/api/v1/blocks/${other.id}`);
      if (status === 0) return;
      await inForce("block", `${other.name} still writes to ${one.name}`, async () => {
        const { status: sent } = await other.ask("POST", `/api/v1/direct/${one.id}/messages`, { body: { content: "hello", client_id: randomUUID() } }).catch(() => ({ status: 0 }));
        return sent === 0 || isPassing(sent) ? undefined : sent >= 400;
      });
      if (!now.isOver) await act("unblock", one, "DELETE", `/api/v1/blocks/${other.id}`);
    });
  },
  async bans() {
    const person = pick(place.groups.pairs);
    await alone(`ban ${person.id}`, async () => {
      const community = `/api/v1/communities/${place.community.id}`;
      const tell = async (what, by, method, path, body) => {
        const sent = Date.now() - began;
        const { status, answer } = await act(what, by, method, path, { body });
        bans.push({ person: person.name, what, sent, answered: Date.now() - began, status, reason: answer?.reason });
        return status;
      };
      const write = async () => {
        const [clientId, content, sent] = [randomUUID(), `before a ban ${randomUUID()}`, Date.now() - began];
        messages.set(clientId, { content });
        const { status, answer } = await person.ask("POST", `/api/v1/threads/${place.thread.id}/messages`, { body: { content, client_id: clientId } }).catch(() => ({ status: 0 }));
        bans.push({ person: person.name, what: "post", sent, answered: Date.now() - began, status });
        if (status === 200 || status === 201) Object.assign(messages.get(clientId), { seq: answer.seq, id: answer.id });
        return status === 0 || isPassing(status) || status === 401 ? undefined : status >= 400;
      };
      const joined = await tell("join", person, "POST", `${community}/join`);
      if (joined < 200 || joined >= 300) {
        if (joined === 0) memberships.delete(person);
        else faults.add("refused", `join before a ban: ${joined}`);
        return;
      }
      memberships.set(person, true);
      await write();
      const status = await tell("ban", place.owner, "POST", `${community}/bans`, { user_id: person.id, reason: "chaos" });
      if (status < 200 || status >= 300) {
        if (status === 0) memberships.delete(person);
        else faults.add("refused", `ban: ${status}`);
        return;
      }
      await tell("join", person, "POST", `${community}/join`);
      await inForce("ban", `${person.name} still writes in the community`, write);
      memberships.set(person, false);
      if (now.isOver) return;
      const lifted = await tell("unban", place.owner, "DELETE", `${community}/bans/${person.id}`);
      if (lifted < 200 || lifted >= 300) return;
      if ((await tell("join", person, "POST", `${community}/join`)) === 0) memberships.delete(person);
      else if ((await tell("leave", person, "POST", `${community}/leave`)) === 0) memberships.delete(person);
    });
  },
  async suspensions() {
    const person = pick(place.groups.suspended);
    await alone(`suspend ${person.id}`, async () => {
      await person.token();
      const { status } = await act("suspend", place.admin, "POST", `/api/v1/users/${person.id}/suspend`, { body: { reason: "chaos" } });
      if (status !== 200) return;
      await inForce("suspension", `${person.name} still reads`, async () => {
        const { status: answered } = await person.ask("GET", "/api/v1/auth/me").catch(() => ({ status: 0 }));
        return answered === 0 || isPassing(answered) ? undefined : answered === 401 || answered === 403;
      });
      await act("lift", place.admin, "DELETE", `/api/v1/users/${person.id}/suspend`);
      await person.register().catch(() => {});
    });
  },
  async erasures() {
    const person = place.groups.leaving.find(one => !one.isGone);
    if (!person) return;
    person.isGone = true;
    await act("join", person, "POST", `/api/v1/communities/${place.community.id}/join`);
    await act("seat", person, "POST", `/api/v1/events/${place.free[0].id}/register`);
    await pause(1000);
    const { status } = await act("erase", person, "DELETE", "/api/v1/users/me", { body: { password: PASSWORD }, final: [401] });
    // 401: an earlier try was answered too late.
    if ((status >= 200 && status < 300) || status === 401) erased.push(person);
    else if (status !== 0) faults.add("refused", `erasure: ${status}`);
  },
};

async function payByCard(order) {
  const body = { order_id: order.id, payment_method: "card", success_url: "http://127.0.0.1/paid", cancel_url: "http://127.0.0.1/cancelled" };
  const { status, answer } = await act("checkout", order.person, "POST", "/api/v1/payments/create-checkout-session", { body });
  if (status !== 200) return;
  for (let tries = 0; tries < 20; tries++, await pause(500)) {
    const paid = await ask(place.stripe, "POST", `/_sandbox/sessions/${answer.session_id}/pay`, { body: { card_number: "4242424242424242" } }).catch(() => ({ status: 0 }));
    if (paid.status === 200) order.charged = true;
    if (paid.status !== 0 && paid.status < 500) return;
  }
}

/** A refusal must be in force within ten seconds, or ten seconds after the last fault was healed; longer on a busy machine. */
async function inForce(what, complaint, isRefused) {
  const at = Date.now();
  for (;;) {
    const sent = Date.now();
    const refused = await isRefused();
    if (refused) break;
    if (refused === false && sent > Math.max(at, now.wellSince) + patience(FORCE_LIMIT_MS)) {
      faults.add(`a ${what} is not in force`, complaint);
      return;
    }
    if (now.isOver && sent > at + patience(120_000)) return;
    await pause(200);
  }
  lags[what].push(Date.now() - at);
}
