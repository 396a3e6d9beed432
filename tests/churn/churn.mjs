// 20 minutes of churn against a running fleet, through its gateway, with Microsoft's own client, and a ledger of every acknowledged message: each is
// seen exactly once, in order, by every entitled member and by no other user, after repair. Exits 0 if so, 1 if not, 2 if it could not begin.
import { parseArgs } from "node:util";
import { randomUUID } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { Fleet, Person, isPassing, pause } from "./api.mjs";
import { Client, counts, delays, repeated } from "./client.mjs";
import { Channel, Faults, LEAVING_TAKES_MS, lateness, longest } from "./ledger.mjs";

const { values: given } = parseArgs({
  options: {
    dashboard: { type: "string", default: "http://127.0.0.1:8081" },
    data: { type: "string", default: ".data" },
    minutes: { type: "string", default: "20" },
    clients: { type: "string", default: "500" },
    rate: { type: "string", default: "30" },
    calm: { type: "string", default: "20" },
    browsers: { type: "string", default: "0" },
    output: { type: "string", default: `bench-results/${new Date().toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15)}-churn.json` },
  },
});
const [minutes, clientCount, rate, calm, browserCount] = [given.minutes, given.clients, given.rate, given.calm, given.browsers].map(Number);
const REGISTERED_AT_ONCE = 8;
const MEMBERS_EACH = 80;
const COMMUNITIES_EACH = 2;
const THREADS_EACH = 2;
const POST_LIMIT_MS = 120_000;

const faults = new Faults();
const ledger = { faults, channels: new Map() };
const done = { posts: 0, byHub: 0, byHttp: 0, repeated: 0, unanswered: 0, leaves: 0, removals: 0, joins: 0, probes: 0, reconnects: 0 };
const happened = [];
const fleet = await Fleet.at(given.dashboard, given.data);
const run = randomUUID().slice(0, 8);
const pick = list => list[Math.floor(Math.random() * list.length)];
const began = Date.now();
let isOver = false;

const say = text => console.log(`${String(Math.round((Date.now() - began) / 1000)).padStart(5)} s  ${text}`);

async function inParallel(items, atOnce, once) {
  const rest = [...items];
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (rest.length > 0) await once(rest.shift());
  }));
}

// --- people and places --------------------------------------------------------------------------------------------------------

class Community {
  constructor(owner) {
    Object.assign(this, { owner, channels: [], leaving: new Set() });
  }

  get members() {
    return this.channels[0].members;
  }

  static async found(owner) {
    const community = new Community(owner);
    const { id } = await owner.insist("POST", "/api/v1/communities", { body: { kind: "community", name: `Churn ${run}`, visibility: "private" }, key: randomUUID() });
    community.id = id;
    community.link = (await owner.insist("POST", `/api/v1/communities/${id}/links`, { body: { mode: "join" }, key: randomUUID() })).code;
    for (let i = 0; i < THREADS_EACH; i++) {
      const thread = await owner.insist("POST", `/api/v1/communities/${id}/threads`, { body: { title: `Thread ${i}` }, key: randomUUID() });
      const channel = new Channel(thread.id, "thread", community, faults);
      channel.isLeaving = person => community.leaving.has(person);
      channel.enter(owner);
      community.channels.push(channel);
      ledger.channels.set(channel.id, channel);
    }
    return community;
  }

  /** From before the request is made, it is theirs to see. */
  async join(person) {
    this.channels.forEach(channel => channel.enter(person));
    await person.insist("POST", `/api/v1/communities/join-links/${this.link}`, { key: randomUUID() });
  }
}

/** A conversation of two, which everybody else never hears of. */
async function converse(one, other) {
  const path = `/api/v1/direct/${other.id}/messages`;
  const [clientId, content] = [randomUUID(), `hello ${Date.now()}`];
  const first = await one.insist("POST", path, { body: { content, client_id: clientId } });
  const channel = new Channel(first.channel_id, "direct", null, faults);
  channel.isLeaving = () => false;
  channel.peerOf = person => (person === one ? other : one);
  [one, other].forEach(person => channel.enter(person));
  channel.attempted.set(clientId, content);
  channel.acknowledge(clientId, first);
  ledger.channels.set(channel.id, channel);
}

// --- what goes on -------------------------------------------------------------------------------------------------------------

/** Posts, and repeats with the same client_id until it is answered, by the hub and by HTTP in any order. */
async function post(channel, client) {
  const { person } = client;
  const [clientId, content] = [randomUUID(), `message ${Date.now()} of ${person.name}`];
  channel.attempted.set(clientId, content);
  const body = { content, client_id: clientId };
  const path = channel.kind === "thread" ? `/api/v1/threads/${channel.id}/messages` : `/api/v1/direct/${channel.peerOf(person).id}/messages`;
  const hadLeave = () => !channel.has(person) || channel.isLeaving(person);
  let refusal = "no answer";
  for (let [attempt, deadline] = [0, Date.now() + POST_LIMIT_MS]; Date.now() < deadline; attempt++, await pause(200 + 300 * Math.random())) {
    const byHub = client.isConnected && Math.random() < 0.5;
    try {
      if (byHub) {
        channel.acknowledge(clientId, await client.call("SendMessage", channel.id, body));
      } else {
        const { status, answer } = await person.ask("POST", path, { body });
        if (status >= 300) throw Object.assign(new Error(`${status} ${answer.reason ?? answer.title}`), { isPassing: isPassing(status) || status === 401 });
        channel.acknowledge(clientId, answer);
      }
      done.posts++;
      byHub ? done.byHub++ : done.byHttp++;
      done.repeated += attempt > 0 ? 1 : 0;
      if (Math.random() < 0.05) await postAgain(channel, client, path, body);
      return;
    } catch (failure) {
      refusal = failure.message;
      if (hadLeave()) break;
    }
  }
  done.unanswered++;
  if (!hadLeave()) faults.add("not posted in two minutes", `${person.name} in ${channel.id}: ${refusal}`);
}

// An answer that came is asked for once more, as by a client that did not get it.
async function postAgain(channel, client, path, body) {
  const { status, answer } = await client.person.ask("POST", path, { body }).catch(() => ({}));
  if (status === 200) channel.acknowledge(body.client_id, answer);
  if (status === 201) faults.add("posted twice", `${body.client_id} was new again in ${channel.id}`);
}

/** A member leaves or is removed after seeing all acknowledged messages, soon receives nothing more, cannot come back in, and later joins again. */
async function leaveAndReturn(community, client) {
  const { person } = client;
  community.leaving.add(person);
  try {
    for (const channel of community.channels) {
      const upTo = channel.lastAcknowledged;
      await client.repair(channel, upTo);
      if (client.viewOf(channel).have < upTo) faults.add("a member did not get all", `${person.name} has ${client.viewOf(channel).have} of ${upTo} in ${channel.id}`);
    }
    if (Math.random() < 0.5) {
      await person.insist("POST", `/api/v1/communities/${community.id}/leave`, { key: randomUUID() });
      done.leaves++;
    } else {
      await community.owner.insist("DELETE", `/api/v1/communities/${community.id}/members/${person.id}`).catch(failure => {
        if (failure.status !== 404) throw failure; // a repeated request finds nobody
      });
      done.removals++;
    }
    for (const channel of community.channels) {
      channel.leave(person);
      Object.assign(client.viewOf(channel), { isIn: false });
    }
    await pause(LEAVING_TAKES_MS + 500);
    for (const channel of community.channels) await probe(channel, client);
    await pause(5_000 + 20_000 * Math.random());
    if (isOver) return;
    // An answer that was under way may have said meanwhile that the client is in.
    for (const channel of community.channels) client.viewOf(channel).isIn = false;
    await community.join(person);
    done.joins++;
    await Promise.all(community.channels.map(channel => client.enter(channel, { afresh: Math.random() < 0.5 })));
  } finally {
    community.leaving.delete(person);
  }
}

/** A person without a right to a channel is refused, by HTTP and by the hub. */
async function probe(channel, client) {
  done.probes++;
  const http = await client.person.ask("GET", `/api/v1/threads/${channel.id}/messages`).catch(() => ({ status: 503 }));
  if (http.status < 300) faults.add("read without the right", `${client.person.name} in ${channel.id}`);
  if (!client.isConnected) return;
  await client.call(Math.random() < 0.5 ? "JoinThread" : "Resume", channel.id, ...(Math.random() < 0.5 ? [0] : [])).then(
    () => faults.add("joined without the right", `${client.person.name} ${channel.id}`), () => {});
}

async function reconnect(client) {
  done.reconnects++;
  if (Math.random() < 0.5) {
    client.cut();
  } else {
    await client.stop();
    await pause(3_000 * Math.random());
    await client.start();
  }
}

/** The faults of the fleet, in turn. */
const disasters = {
  "SIGKILL of messaging": () => fleet.kill("messaging"),
  "RabbitMQ is stopped for 15 s": async () => {
    await fleet.tell("rabbitmq", "stop");
    await pause(15_000);
    await fleet.tell("rabbitmq", "start");
  },
  "SIGKILL of the gateway": () => fleet.kill("gateway"),
  "SIGKILL of messaging-2": () => fleet.kill("messaging-2"),
  "SIGKILL of RabbitMQ": () => fleet.kill("rabbitmq"),
  "an orderly restart of messaging": () => fleet.tell("messaging", "restart"),
  "SIGKILL of both instances": () => Promise.all([fleet.kill("messaging"), fleet.kill("messaging-2")]),
};

/** Redis carries the signals of a fleet that has one. */
const disastersOfRedis = {
  "SIGKILL of Redis": () => fleet.kill("redis"),
  "Redis is stopped for 15 s": async () => {
    await fleet.tell("redis", "stop");
    await pause(15_000);
    await fleet.tell("redis", "start");
  },
};

async function trouble() {
  const all = { ...((await fleet.find("redis")) ? disastersOfRedis : {}), ...disasters };
  for (let turn = 0; !isOver; turn++) {
    await pause(calm * 1000);
    if (isOver) return;
    const name = Object.keys(all)[turn % Object.keys(all).length];
    say(`-- ${name}`);
    const at = Date.now();
    await all[name]();
    // A killed process is seen to be dead a moment later.
    await pause(1_500);
    await fleet.untilAllRun();
    happened.push({ at: at - began, what: name, healed_after_ms: Date.now() - at });
  }
}

/** Does something so many times a second, at random moments, without waiting for it. */
async function often(perSecond, once) {
  const running = new Set();
  while (!isOver) {
    await pause(-Math.log(1 - Math.random()) * 1000 / perSecond);
    const doing = once().catch(failure => faults.add("a step failed", failure.stack)).finally(() => running.delete(doing));
    running.add(doing);
  }
  await Promise.all(running);
}

function report(clients, communities) {
  const behind = clients.reduce((sum, client) => sum + [...ledger.channels.values()].filter(channel => channel.has(client.person) && client.viewOf(channel).have < channel.lastAcknowledged).length, 0);
  say(`${done.posts} posts, ${counts.delivered} delivered, ${clients.filter(client => client.isConnected).length} connected, ${behind} views behind, `
    + `${done.leaves + done.removals} left, ${communities.reduce((sum, community) => sum + community.members.length, 0)} memberships, ${faults.count} faults`);
}

// --- the whole ----------------------------------------------------------------------------------------------------------------

async function prepare(gateway) {
  const people = Array.from({ length: clientCount }, (_, index) => new Person(gateway, `churn-${run}-${index}`));
  await inParallel(people, REGISTERED_AT_ONCE, person => person.register());
  say(`${people.length} people are registered`);
  const owners = people.slice(0, Math.max(2, Math.round(clientCount * COMMUNITIES_EACH / MEMBERS_EACH)));
  const communities = await Promise.all(owners.map(owner => Community.found(owner)));
  const pairs = Array.from({ length: Math.ceil(clientCount / 20) }, (_, index) => [people.at(-1 - 2 * index), people.at(-2 - 2 * index)]);
  const clients = new Map(people.map(person => [person, new Client(person, ledger)]));
  await inParallel(people, REGISTERED_AT_ONCE, async person => {
    const others = communities.filter(community => community.owner !== person).sort(() => Math.random() - 0.5);
    for (const community of others.slice(0, COMMUNITIES_EACH)) await community.join(person);
  });
  // The other services know a new person when the bus has delivered the event.
  for (const pair of pairs) await converse(...pair).catch(async () => (await pause(3_000), converse(...pair)));
  say(`${communities.length} private communities with ${communities.length * THREADS_EACH} threads, ${pairs.length} conversations`);
  await inParallel(clients.values(), 16, async client => {
    await client.start();
    await Promise.all([...ledger.channels.values()].filter(channel => channel.has(client.person)).map(channel => client.enter(channel, { afresh: true })));
  });
  say(`${clients.size} clients are connected and have joined`);
  return { communities, clients };
}

async function churn({ communities, clients, browsers }) {
  const all = [...clients.values()];
  const threads = communities.flatMap(community => community.channels);
  const directs = [...ledger.channels.values()].filter(channel => channel.kind === "direct");
  const progress = setInterval(() => report(all, communities), 10_000);
  const work = [
    often(rate, async () => {
      const channel = Math.random() < 0.1 ? pick(directs) : pick(threads);
      const author = pick(channel.members.filter(person => !channel.isLeaving(person)));
      await post(channel, clients.get(author));
    }),
    often(Math.max(0.3, clientCount / 500), async () => {
      const community = pick(communities);
      const person = pick(community.members.filter(member => member !== community.owner && !community.leaving.has(member)));
      await leaveAndReturn(community, clients.get(person));
    }),
    often(clientCount / 250, () => reconnect(pick(all))),
    trouble(),
    ...(browsers ? [browsers.use(() => isOver)] : []),
  ];
  await pause(minutes * 60_000);
  isOver = true;
  say("the churn ends; what is under way is finished");
  await Promise.all(work);
  clearInterval(progress);
}

/** Everything heals by itself, in two minutes at most. */
async function heal({ communities, clients }) {
  await fleet.untilAllRun();
  const all = [...clients.values()];
  await Promise.all(all.map(client => client.start()));
  const isWhole = client => client.isConnected && [...ledger.channels.values()].every(
    channel => !channel.has(client.person) || (client.viewOf(channel).isIn && client.viewOf(channel).have >= channel.lastAcknowledged));
  for (const deadline = Date.now() + 120_000; Date.now() < deadline && !all.every(isWhole); await pause(500)) {
    for (const client of all) {
      for (const channel of ledger.channels.values()) if (channel.has(client.person)) client.fillHoles(channel);
    }
  }
  // Late repetitions, and deliveries to the wrong people, arrive now.
  await pause(5_000);
  report(all, communities);
}

async function examine({ clients }) {
  let messages = 0;
  for (const channel of ledger.channels.values()) {
    const reader = channel.community?.owner ?? channel.members[0];
    const path = channel.kind === "thread" ? `/api/v1/threads/${channel.id}/messages` : `/api/v1/direct/${channel.peerOf(reader).id}/messages`;
    const history = [];
    for (let page; page?.length !== 0; history.push(...page)) {
      page = (await reader.insist("GET", `${path}?after_seq=${history.length && history.at(-1).seq}&limit=100`)).items;
    }
    channel.compare(history);
    messages += history.length;
    for (const person of channel.members) {
      const view = clients.get(person).viewOf(channel);
      if (view.have !== history.length) {
        faults.add("a member did not get all", `${person.name} has ${view.have} of ${history.length} in ${channel.id} (is in it: ${view.isIn}, early: ${view.early.size}, told: ${view.told})`);
      }
    }
  }
  return messages;
}

function sumUp(disaster) {
  const times = happened.filter(({ what }) => what === disaster).map(({ healed_after_ms }) => healed_after_ms);
  return `${times.length} × ${disaster}, all running again after ${Math.round(Math.max(...times) / 1000)} s at most`;
}

function percentile(sorted, part) {
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
}

try {
  await fleet.untilAllRun(1_000);
  const gateway = (await fleet.find("gateway")).urls[0];
  if (!(await fleet.find("messaging-2"))) throw new Error("The fleet has one instance of messaging: ./community up --rate-limit off --instances messaging=2");
  const place = await prepare(gateway);
  if (browserCount > 0) {
    const { Browsers } = await import("./browsers.mjs");
    place.browsers = new Browsers(gateway, faults);
    await place.browsers.open(browserCount, run);
    say(`${browserCount} browsers are open`);
  }
  await churn(place);
  await heal(place);
  const messages = await examine(place);
  const typed = await place.browsers?.examine();
  const acknowledged = [...ledger.channels.values()].reduce((sum, channel) => sum + channel.acknowledged.size, 0);
  const sorted = delays.sort((one, other) => one - other);
  const load = (await readFile("/proc/loadavg", "utf8")).split(" ").slice(0, 3).map(Number);
  const summary = {
    minutes, clients: clientCount, channels: ledger.channels.size, acknowledged, messages, done, counts, repeated, happened, load,
    browsers: browserCount && { count: browserCount, typed, reloads: place.browsers.reloads, outages: place.browsers.outages },
    longest_after_leaving_ms: longest.afterLeaving, most_late_ms: Math.round(lateness.most), delay_ms: { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), most: sorted.at(-1) }, faults: faults.all,
  };
  await mkdir(dirname(given.output), { recursive: true });
  await writeFile(given.output, JSON.stringify(summary, null, 2));
  console.log(`
  ${clientCount} clients, ${minutes} minutes, ${ledger.channels.size} channels, load ${load.join(" ")}
  ${acknowledged} messages acknowledged (${done.byHub} by the hub, ${done.byHttp} by HTTP, ${done.repeated} only when repeated), ${messages} in the histories
  ${counts.delivered} deliveries; from posting to delivery p50 ${summary.delay_ms.p50} ms, p99 ${summary.delay_ms.p99} ms, over all disasters
  ${counts.connected} connections, ${counts.resumed} resumptions with ${counts.resumedMessages} missed messages, ${counts.holes} holes repaired
  ${done.leaves} leaves, ${done.removals} removals, ${done.joins} joins, ${done.probes} refused attempts to come in, ${done.reconnects} reconnects
  who left was told nothing after ${longest.afterLeaving} ms (this program reads up to ${Math.round(lateness.most)} ms late)
  ${[...new Set(happened.map(({ what }) => what))].map(sumUp).join("\n  ")}
`);
  if (browserCount > 0) console.log(`  ${browserCount} browsers: ${typed} messages typed, ${place.browsers.reloads} reloads, ${place.browsers.outages} times offline\n`);
  for (const [kind, { count, examples }] of Object.entries(faults.all)) console.log(`  ${count} × ${kind}, such as: ${examples[0]}`);
  console.log(faults.count === 0
    ? "  Every acknowledged message was seen exactly once, in order, by every member who should, and by nobody else."
    : `  ${faults.count} FAULTS`);
  process.exit(faults.count === 0 ? 0 : 1);
} catch (failure) {
  console.error(failure.message);
  process.exit(2);
}
