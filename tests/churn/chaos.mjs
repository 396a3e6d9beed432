// A bad day of the whole fleet, on record: mixed load through the gateway while parts are killed, frozen, slowed down and cut off, and a history of every
// call and answer. Afterwards the history is compared with the fleet. Exits 0 if all holds, 1 if not, 2 if it could not begin.
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { Fleet, PASSWORD, Person, ask, isPassing, pause } from "./api.mjs";
import { Faults } from "./ledger.mjs";
import { picture } from "./picture.mjs";

const { values: given } = parseArgs({
  options: {
    dashboard: { type: "string", default: "http://127.0.0.1:8081" },
    data: { type: "string", default: ".data" },
    minutes: { type: "string", default: "20" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    people: { type: "string", default: "48" },
    rate: { type: "string", default: "20" },
    calm: { type: "string", default: "15" },
    only: { type: "string", default: "" },
    output: { type: "string", default: `bench-results/${new Date().toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15)}-chaos` },
  },
});
const [minutes, seed, peopleCount, rate, calm] = [given.minutes, given.seed, given.people, given.rate, given.calm].map(Number);
const ANSWER_LIMIT_MS = 120_000;
const FORCE_LIMIT_MS = 10_000;
const SETTLE_LIMIT_MS = 120_000;
const FREE_SEATS = 10;
const PAID_SEATS = 8;
const run = randomUUID().slice(0, 8);
const execute = promisify(execFile);
const faults = new Faults();
const began = Date.now();
const say = text => console.log(`${String(Math.round((Date.now() - began) / 1000)).padStart(5)} s  ${text}`);
const happened = [];
const calls = [];
const done = {};
const count = what => (done[what] = (done[what] ?? 0) + 1);
let isOver = false;
let troubledUntil = 0;

// mulberry32: the same seed chooses the same acts and the same faults. Their moments depend on the machine.
let state = seed >>> 0;
function chance() {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
}
const pick = list => list[Math.floor(chance() * list.length)];

await mkdir(dirname(given.output), { recursive: true });
const history = createWriteStream(`${given.output}.jsonl`);

/** One call, repeated with the same key until it is answered for good. Every try is in the history. */
async function act(what, person, method, path, { body, key = randomUUID(), within = ANSWER_LIMIT_MS } = {}) {
  for (let [deadline, tries] = [Date.now() + within, 1]; ; tries++) {
    const at = Date.now();
    const { status, answer } = await person.ask(method, path, { body, key: method === "POST" ? key : undefined }).catch(failure => ({ status: failure.status ?? 0, answer: { title: failure.message } }));
    const ms = Date.now() - at;
    calls.push([at - began, ms, status]);
    history.write(`${JSON.stringify({ at: at - began, ms, what, by: person.name, method, path, key, body, status, answer })}\n`);
    const inProgress = status === 409 && answer.reason === "idempotency_key_in_use";
    if (status !== 0 && !isPassing(status) && status !== 401 && !inProgress) return { status, answer, tries };
    if (Date.now() > deadline) {
      if (within === ANSWER_LIMIT_MS) faults.add("no answer in two minutes", `${method} ${path}: ${status} ${answer.title ?? ""}`);
      return { status: 0, answer: {}, tries };
    }
    await pause(200 + 300 * chance());
  }
}

/** Reads once; undefined without a good answer. */
async function read(person, path) {
  const { status, answer } = await person.ask("GET", path).catch(() => ({ status: 0 }));
  return status === 200 ? answer : undefined;
}

async function readAll(person, path) {
  const items = [];
  for (let [page, pages] = [1, 1]; page <= pages; page++) {
    const answer = await person.insist("GET", `${path}${path.includes("?") ? "&" : "?"}limit=100&page=${page}`);
    items.push(...answer.items);
    pages = answer.pages ?? 1;
  }
  return items;
}

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

// --- the place ---------------------------------------------------------------------------------------------------------------------

const fleet = await Fleet.at(given.dashboard, given.data).catch(quit);
const follows = new Map();
const memberships = new Map();
const seats = new Map();
const messages = new Map();
const orders = new Map();
const erased = [];
const lags = { block: [], suspension: [] };
let place;

function quit(failure) {
  console.error(failure.message);
  process.exit(2);
}

async function prepare() {
  const gateway = (await fleet.find("gateway")).urls[0];
  const stripe = (await fleet.find("stripe")).urls[0];
  const people = Array.from({ length: peopleCount }, (_, index) => new Person(gateway, `chaos-${run}-${index}`));
  const rest = [...people];
  await Promise.all(Array.from({ length: 4 }, async () => {
    while (rest.length > 0) await rest.shift().register();
  }));
  const admin = await Person.signedIn(gateway, "admin", "admin-community-local");
  const [owner] = people;
  await owner.insist("POST", "/api/v1/users/me/organizer");
  await verify(owner);
  await owner.renew();
  // Groups that do not get into each other's way: some act on each other for good.
  const part = (from, to) => people.slice(Math.floor(from * peopleCount), Math.floor(to * peopleCount));
  const groups = { regulars: part(0, 0.6), pairs: part(0.6, 0.75), suspended: part(0.75, 0.8), leaving: part(0.8, 1) };
  const community = await owner.insist("POST", "/api/v1/communities", { body: { kind: "community", name: `Chaos ${run}`, visibility: "public" }, key: randomUUID() });
  const thread = await owner.insist("POST", `/api/v1/communities/${community.id}/threads`, { body: { title: "Chaos" }, key: randomUUID() });
  const writers = groups.regulars.slice(0, 6);
  for (const writer of writers.slice(1)) await writer.insist("POST", `/api/v1/communities/${community.id}/join`, { key: randomUUID() });
  const publish = (name, more) => owner.insist("POST", "/api/v1/events", { key: randomUUID(), body: { name, event_type: "meetup",
    start_datetime: new Date(Date.now() + 7 * 86_400_000).toISOString(), end_datetime: new Date(Date.now() + 7 * 86_400_000 + 7_200_000).toISOString(), time_zone: "Asia/Dubai", currency: "USD", is_published: true, ...more } });
  const free = [await publish(`Free ${run}`, { max_attendees: FREE_SEATS, price_cents: 0 }), await publish(`Free 2 ${run}`, { max_attendees: FREE_SEATS, price_cents: 0 })];
  const paid = [await publish(`Paid ${run}`, { max_attendees: PAID_SEATS, price_cents: 2500, price_credits: 25 }), await publish(`Paid 2 ${run}`, { max_attendees: PAID_SEATS, price_cents: 2500, price_credits: 25 })];
  for (const person of groups.regulars) person.balance = (await person.insist("GET", "/api/v1/wallet")).balance;
  say(`${people.length} people, a community, ${free.length + paid.length} events are there`);
  // An organizer does not register for an event of their own.
  const buyers = groups.regulars.filter(person => person !== owner);
  return { gateway, stripe, people, admin, owner, groups, buyers, community, thread, writers, free, paid };
}

/** A seller needs a verified mail address; a local run writes the mail into its data folder. */
async function verify(person) {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await pause(500)) {
    for (const file of await readdir(join(given.data, "mail")).catch(() => [])) {
      const text = (await readFile(join(given.data, "mail", file), "latin1").catch(() => "")).replace(/=\r?\n/g, "").replace(/=3D/g, "=");
      const token = text.match(/verify-email#token=([\w-]+)/)?.[1];
      if (token && text.includes(`${person.name}@example.org`)) return person.insist("POST", "/api/v1/auth/verify-email", { body: { token } });
    }
  }
  throw new Error("The mail that verifies the organizer's address did not come: --data names the fleet's data folder.");
}

// --- what people do -----------------------------------------------------------------------------------------------------------------

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
        const left = chance();
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
    const index = Math.floor(chance() * Math.floor(place.groups.pairs.length / 2));
    const [one, other] = place.groups.pairs.slice(2 * index, 2 * index + 2);
    if (!other) return;
    await alone(`block ${one.id}`, async () => {
      const { status } = await act("block", one, "PUT", `/api/v1/blocks/${other.id}`);
      if (status === 0) return;
      await inForce("block", `${other.name} still writes to ${one.name}`, async () => {
        const { status: sent } = await other.ask("POST", `/api/v1/direct/${one.id}/messages`, { body: { content: "hello", client_id: randomUUID() } }).catch(() => ({ status: 0 }));
        return sent === 0 || isPassing(sent) ? undefined : sent >= 400;
      });
      if (!isOver) await act("unblock", one, "DELETE", `/api/v1/blocks/${other.id}`);
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
    const { status } = await act("erase", person, "DELETE", "/api/v1/users/me", { body: { password: PASSWORD } });
    // 401: an earlier try was answered too late.
    if ((status >= 200 && status < 300) || status === 401) erased.push(person);
    else if (status !== 0) faults.add("refused", `erasure: ${status}`);
  },
};
const weights = { follows: 3, memberships: 3, messages: 6, seats: 4, "paid seats": 4, credits: 1, blocks: 0.5, suspensions: 0.2, erasures: 0.1 };

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

/** A refusal must be in force within ten seconds, or ten seconds after the last fault was healed. */
async function inForce(what, complaint, isRefused) {
  const at = Date.now();
  for (;;) {
    const sent = Date.now();
    const refused = await isRefused();
    if (refused) break;
    if (refused === false && sent > Math.max(at, troubledUntil) + FORCE_LIMIT_MS) {
      faults.add(`a ${what} is not in force`, complaint);
      return;
    }
    if (isOver && sent > at + ANSWER_LIMIT_MS) return;
    await pause(200);
  }
  lags[what].push(Date.now() - at);
}

// --- what happens to the fleet --------------------------------------------------------------------------------------------------------

async function broker(...command) {
  const folder = join(given.data, "rabbitmq");
  const mapper = (await readFile(join(folder, "port.mapper"), "utf8")).trim();
  await execute("/usr/lib/rabbitmq/bin/rabbitmqctl", ["-n", "community@localhost", ...command], { env: { PATH: process.env.PATH, HOME: folder, ERL_EPMD_PORT: mapper, ERL_EPMD_ADDRESS: "127.0.0.1", LC_ALL: "C.UTF-8" }, timeout: 60_000 });
}

async function database(sql) {
  const folder = join(given.data, "postgres");
  const [port, secret] = await Promise.all([readFile(join(folder, "port"), "utf8"), readFile(join(folder, "password"), "utf8")]);
  for (const statement of sql) {
    await execute("psql", ["-h", "127.0.0.1", "-p", port.trim(), "-U", "community", "-d", "postgres", "-c", statement], { env: { PATH: process.env.PATH, PGPASSWORD: secret.trim() }, timeout: 30_000 });
  }
}

const services = ["gateway", "identity", "social", "messaging", "events", "payments"];
const tell = (name, action, seconds) => fleet.tell(name, `${action}?seconds=${seconds}`).then(() => pause(seconds * 1000));
const disasters = {
  kill: { name: () => `SIGKILL of ${pick(services)}`, do: async name => fleet.kill(name.split(" ").at(-1)) },
  database: { name: () => "SIGKILL of PostgreSQL", do: () => fleet.kill("postgres") },
  bus: { name: () => "SIGKILL of RabbitMQ", do: () => fleet.kill("rabbitmq") },
  freeze: { name: () => `SIGSTOP of ${pick([...services, "rabbitmq", "stripe"])} for 10 s`, do: name => tell(name.split(" ")[2], "freeze", 10) },
  slow: { name: () => `${pick(["postgres", "events", "payments"])} is slow for 10 s`, do: name => tell(name.split(" ")[0], "slow", 10) },
  partition: { name: () => `${pick([...services.slice(1), "rabbitmq", "postgres"])} is cut off for 12 s`, do: name => tell(name.split(" ")[0], "cut", 12) },
  fsync: {
    name: () => "each commit of PostgreSQL takes 100 ms longer, for 10 s",
    do: async () => {
      await database(["ALTER SYSTEM SET commit_delay = 100000", "ALTER SYSTEM SET commit_siblings = 0", "SELECT pg_reload_conf()"]);
      await pause(10_000);
      await database(["ALTER SYSTEM RESET commit_delay", "ALTER SYSTEM RESET commit_siblings", "SELECT pg_reload_conf()"]);
    },
  },
  alarm: {
    name: () => "the memory alarm of RabbitMQ for 12 s",
    do: async () => {
      await broker("set_vm_memory_high_watermark", "0.00001");
      await pause(12_000);
      await broker("set_vm_memory_high_watermark", "0.6");
    },
  },
};

async function trouble() {
  const kinds = Object.keys(disasters).filter(kind => !given.only || given.only.split(",").includes(kind));
  for (let turn = []; !isOver; ) {
    await pause(calm * 1000);
    if (isOver) return;
    if (turn.length === 0) turn = [...kinds].map(kind => [chance(), kind]).sort(([one], [other]) => one - other).map(([, kind]) => kind);
    const kind = turn.shift();
    const what = disasters[kind].name();
    say(`-- ${what}`);
    const at = Date.now();
    troubledUntil = Infinity;
    let problem;
    await disasters[kind].do(what).catch(failure => (problem = failure.message));
    await pause(1_500);
    await fleet.untilAllRun();
    troubledUntil = Date.now();
    happened.push({ at: at - began, until: troubledUntil - began, kind, what, problem });
    if (problem) say(`   could not be made: ${problem}`);
  }
}

async function load() {
  const names = Object.keys(acts);
  const total = names.reduce((sum, name) => sum + weights[name], 0);
  const running = new Set();
  while (!isOver) {
    await pause((-Math.log(1 - chance()) * 1000) / rate);
    let left = chance() * total;
    const name = names.find(one => (left -= weights[one]) < 0) ?? names[0];
    if (running.size > 400) continue;
    const doing = acts[name]().then(() => count(name), failure => faults.add("a step failed", failure.stack)).finally(() => running.delete(doing));
    running.add(doing);
  }
  say("the load ends; what is under way is finished");
  await Promise.all(running);
}

// --- what must hold ---------------------------------------------------------------------------------------------------------------------

/** Checks until nothing is wrong, or it is late; the last findings count. */
async function settled(name, check) {
  let found;
  for (const deadline = Date.now() + SETTLE_LIMIT_MS; ; await pause(1000)) {
    found = await check().catch(failure => [failure.message]);
    if (found.length === 0 || Date.now() > deadline) break;
  }
  say(`${found.length === 0 ? "holds" : "BROKEN"}: ${name}`);
  found.forEach(example => faults.add(name, example));
  verdicts.push({ name, broken: found.length, example: found[0] });
}
const verdicts = [];

async function examine() {
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
    const check = await place.admin.insist("GET", "/api/v1/audit/check");
    return check.is_intact ? [] : [JSON.stringify(check)];
  });
}

function percentile(sorted, part) {
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
}

async function report() {
  const answered = calls.filter(([, , status]) => status > 0 && status < 500).map(([, ms]) => ms).sort((one, other) => one - other);
  const failed = calls.length - answered.length;
  const cpu = (await readFile("/proc/loadavg", "utf8")).split(" ").slice(0, 3).join(" ");
  const seconds = ms => (ms / 1000).toFixed(1);
  const most = list => (list.length ? `${list.length}, the slowest after ${seconds(Math.max(...list))} s` : "none");
  const text = `# A bad day

\`./community chaos --minutes ${minutes} --seed ${seed}\` on ${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC, load average ${cpu}. The seed chooses the acts and the faults; their moments depend on the machine.

**${faults.count === 0 ? "All held." : `${faults.count} faults were found.`}** ${calls.length} calls, ${failed} of them without an answer or with 5xx, which the clients repeated. Answered calls: p50 ${percentile(answered, 0.5)} ms, p99 ${percentile(answered, 0.99)} ms.

![Answer times and failed calls of each second, with the faults](chaos.svg)

| What must hold | Result |
| --- | --- |
${verdicts.map(({ name, broken, example }) => `| ${name} | ${broken === 0 ? "holds" : `**broken** ${broken} times, such as: ${String(example).replaceAll("|", "\\|").slice(0, 300)}`} |`).join("\n")}
${Object.entries(faults.all).filter(([kind]) => !verdicts.some(({ name }) => name === kind)).map(([kind, { count: times, examples }]) => `| ${kind} | **${times} times**, such as: ${String(examples[0]).replaceAll("|", "\\|").replaceAll("\n", " ").slice(0, 300)} |`).join("\n")}

Acts: ${Object.entries(done).map(([name, times]) => `${times} ${name}`).join(", ")}. Orders: ${orders.size}, of which ${[...orders.values()].filter(({ status }) => status === "fulfilled").length} were fulfilled and ${[...orders.values()].filter(({ status }) => /refunded/.test(status)).length} refunded. Erased: ${erased.length}.
Blocks in force: ${most(lags.block)}. Suspensions in force: ${most(lags.suspension)}.

| At | Fault | All running again after |
| --- | --- | --- |
${happened.map(({ at, until, what, problem }) => `| ${seconds(at)} s | ${what}${problem ? ` (could not be made: ${problem.split("\n")[0].slice(0, 100)})` : ""} | ${seconds(until - at)} s |`).join("\n")}
`;
  await writeFile(`${given.output}.md`, text.replaceAll("\n\n\n", "\n\n").replace("chaos.svg", `${given.output.split("/").at(-1)}.svg`));
  await writeFile(`${given.output}.svg`, picture(calls, happened));
  await writeFile(`${given.output}.json`, JSON.stringify({ seed, minutes, calls: calls.length, failed, done, verdicts, happened, lags, faults: faults.all }, null, 2));
}

try {
  console.log(`seed ${seed}`);
  await fleet.untilAllRun(5_000);
  place = await prepare();
  const progress = setInterval(() => say(`${calls.length} calls, ${messages.size} messages, ${orders.size} orders, ${erased.length} erased, ${faults.count} faults`), 10_000);
  const work = [load(), trouble()];
  await pause(minutes * 60_000);
  isOver = true;
  await Promise.all(work);
  clearInterval(progress);
  await fleet.untilAllRun();
  await examine();
  history.end();
  await report();
  for (const [kind, { count: times, examples }] of Object.entries(faults.all)) console.log(`  ${times} × ${kind}, such as: ${examples[0]}`);
  console.log(`${faults.count === 0 ? "  All held" : `  ${faults.count} FAULTS`} under ${happened.length} faults of the fleet, seed ${seed}: ${given.output}.md`);
  process.exit(faults.count === 0 ? 0 : 1);
} catch (failure) {
  quit(failure);
}
