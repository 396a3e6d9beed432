// What must hold after a bad day, whatever happened: the history is compared with the fleet.
import { pause } from "../api.mjs";
import { FORCE_LIMIT_MS } from "./acts.mjs";
import { brokenBans } from "./bans.mjs";
import { bans, erased, faults, files, follows, happened, memberships, messages, now, orders, patience, place, read, readAll, say, seats } from "./day.mjs";

export const FREE_SEATS = 10;
export const PAID_SEATS = 8;
const SETTLE_LIMIT_MS = 120_000;
const WATCH_EVERY_MS = 2_000;
export const verdicts = [];

/** Looks again and again, while everything goes on: a promise may be broken for a moment only. */
export async function watch() {
  const limits = [...place.free.map(event => [event, FREE_SEATS]), ...place.paid.map(event => [event, PAID_SEATS])];
  for (; !now.isOver; await pause(WATCH_EVERY_MS)) {
    for (const [event, limit] of limits) {
      const seen = await read(place.owner, `/api/v1/events/${event.id}`);
      if (seen && seen.registration_count > limit) faults.add("seats were oversold", `${seen.registration_count} of ${limit} in ${event.id}`);
    }
  }
}

/** Checks until nothing is wrong, or it is late; the last findings count. */
async function settled(name, check) {
  let found;
  for (const deadline = Date.now() + patience(SETTLE_LIMIT_MS); ; await pause(1000)) {
    found = await check().catch(failure => [failure.message]);
    if (found.length === 0 || Date.now() > deadline) break;
  }
  say(`${found.length === 0 ? "holds" : "BROKEN"}: ${name}`);
  found.forEach(example => faults.add(name, example));
  verdicts.push({ name, broken: found.length, example: found[0] });
}
export async function examine() {
  await settled("every acknowledged message is there once, and numbers have no holes", async () => {
    const stored = [];
    for (let page; page?.length !== 0; stored.push(...page)) {
      page = (await place.owner.insist("GET", `/api/v1/threads/${place.thread.id}/messages?after_seq=${stored.at(-1)?.seq ?? 0}&limit=100`)).items;
    }
    const wrong = stored.filter((message, index) => message.seq !== index + 1).map(message => `seq ${message.seq}`);
    const byContent = new Map();
    for (const message of stored) byContent.set(message.content, [...(byContent.get(message.content) ?? []), message]);
    for (const [id, { content, seq }] of messages) {
      const found = byContent.get(content) ?? [];
      if (found.length > 1) wrong.push(`${id} is there ${found.length} times`);
      if (seq && found[0]?.seq !== seq) wrong.push(`${id} was acknowledged as ${seq} and is ${found[0]?.seq}`);
    }
    return wrong;
  });
  await settled("every acknowledged file is there, byte by byte", async () => {
    const wrong = [];
    for (const { id, person, text } of files) {
      const found = await person.ask("GET", `/api/v1/attachments/${id}`);
      if (found.status !== 200 || found.text !== text) wrong.push(`${id}: ${found.status}, ${found.text.length} of ${text.length} bytes`);
    }
    return wrong;
  });
  await settled("no seat is sold twice, and no acknowledged seat is lost", async () => {
    const wrong = [];
    for (const [events, limit] of [[place.free, FREE_SEATS], [place.paid, PAID_SEATS]]) {
      for (const event of events) {
        const attendees = (await readAll(place.owner, `/api/v1/events/${event.id}/attendees`)).filter(({ status }) => ["confirmed", "checked_in", "waitlisted"].includes(status));
        const confirmed = attendees.filter(({ status }) => status === "confirmed");
        if (confirmed.length > limit) wrong.push(`${confirmed.length} confirmed of ${limit} in ${event.id}`);
        if (new Set(attendees.map(({ user_id: id }) => id)).size !== attendees.length) wrong.push(`a person twice in ${event.id}`);
        const [{ registration_count: counted }, wanting] = [await place.owner.insist("GET", `/api/v1/events/${event.id}`), [...seats.values()].filter(seat => seat.event === event && seat.value)];
        if (counted !== confirmed.length) wrong.push(`${event.id} counts ${counted}, and ${confirmed.length} are confirmed`);
        if (limit === FREE_SEATS && confirmed.length !== Math.min(limit, wanting.length)) wrong.push(`${confirmed.length} confirmed, ${wanting.length} want one of ${limit} in ${event.id}`);
      }
    }
    for (const { person, event, value } of seats.values()) {
      const { status, answer } = await person.ask("GET", `/api/v1/events/${event.id}/status`);
      const has = status === 200 && ["confirmed", "waitlisted", "pending_payment", "pending"].includes(answer.status);
      if (place.free.includes(event) && has !== value) wrong.push(`${person.name} ${value ? "lost the seat" : "still has a seat"} (${status} ${answer.status}) in ${event.id}`);
    }
    return wrong;
  });
  await settled("every cent is fulfilled or refunded", async () => {
    const wrong = [];
    for (const order of orders.values()) {
      const { status } = await order.person.insist("GET", `/api/v1/payments/orders/${order.id}`);
      order.status = status;
      if (status === "paid") wrong.push(`${order.id} is paid and not fulfilled`);
      if ((order.charged || order.acknowledged) && !["fulfilled", "refunded", "partially_refunded"].includes(status)) wrong.push(`${order.id} was paid and is ${status}`);
    }
    return wrong;
  });
  await settled("wallets have what was bought and not spent", async () => {
    const wrong = [];
    for (const person of place.groups.regulars) {
      const own = [...orders.values()].filter(order => order.person === person && order.status === "fulfilled");
      const expected = own.reduce((sum, order) => sum - order.credits, person.balance);
      const { balance } = await person.insist("GET", "/api/v1/wallet");
      if (balance !== expected) wrong.push(`${person.name} has ${balance} credits instead of ${expected}`);
    }
    return wrong;
  });
  await settled("the ledger adds up, and agrees with the provider", async () => {
    const proof = await place.admin.insist("GET", "/api/v1/payments/ledger/proof");
    return proof.is_balanced && proof.provider.every(({ agrees }) => agrees) && proof.waiting.pending_refunds === 0 && proof.waiting.unfulfilled_orders === 0 ? [] : [JSON.stringify(proof)];
  });
  await settled("follows are as acknowledged last", async () => {
    const wrong = [];
    for (const person of place.groups.regulars) {
      const followed = new Set((await person.insist("GET", `/api/v1/users/${person.id}/following?limit=100`)).items.map(({ user }) => user.id));
      for (const { one, other, value } of follows.values()) if (one === person && followed.has(other.id) !== value) wrong.push(`${one.name} and ${other.name}`);
    }
    return wrong;
  });
  await settled("memberships are as acknowledged last, and the count is theirs", async () => {
    const members = new Set((await readAll(place.owner, `/api/v1/communities/${place.community.id}/members`)).map(({ user_id: id }) => id));
    const { member_count: counted } = await place.owner.insist("GET", `/api/v1/communities/${place.community.id}`);
    const wrong = [...memberships].filter(([person, value]) => members.has(person.id) !== value).map(([person]) => person.name);
    return counted === members.size ? wrong : [...wrong, `${counted} counted, ${members.size} listed`];
  });
  await settled("banned people neither join nor write, and may join once the ban is lifted", async () => {
    const banned = new Set((await readAll(place.owner, `/api/v1/communities/${place.community.id}/bans`)).map(({ username }) => username));
    const members = new Set((await readAll(place.owner, `/api/v1/communities/${place.community.id}/members`)).map(({ username }) => username));
    return [...brokenBans(bans, happened, patience(FORCE_LIMIT_MS)), ...[...banned].filter(name => members.has(name)).map(name => `${name} is banned and a member`)];
  });
  await settled("erased people are gone in every service", async () => {
    const wrong = [];
    const members = await readAll(place.owner, `/api/v1/communities/${place.community.id}/members`);
    const attendees = await readAll(place.owner, `/api/v1/events/${place.free[0].id}/attendees`);
    for (const person of erased) {
      const { status } = await place.owner.ask("GET", `/api/v1/users/${person.id}`);
      if (status !== 404) wrong.push(`${person.name} is shown: ${status}`);
      if ([...members, ...attendees].some(({ user_id: id }) => id === person.id)) wrong.push(`${person.name} is in a list`);
    }
    return wrong;
  });
  await settled("the audit record is intact", async () => {
    for (let cursor = ""; ; ) {
      const check = await place.admin.insist("GET", `/api/v1/audit/check${cursor && `?cursor=${cursor}`}`);
      if (!check.is_intact) return [JSON.stringify(check)];
      if (!check.next_cursor) return [];
      cursor = check.next_cursor;
    }
  });
}
