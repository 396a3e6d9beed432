// A bad day of the whole fleet, on record: mixed load through the gateway while parts are killed, frozen, slowed down, cut off and filled up, and a
// history of every call and answer. Afterwards the history is compared with the fleet. Without --dashboard it starts a fleet of its own. Exits 0 if all
// holds, 1 if not, 2 if it could not begin.
import { randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Fleet, Person, pause } from "./api.mjs";
import { load } from "./chaos/acts.mjs";
import { FREE_SEATS, PAID_SEATS, examine, watch } from "./chaos/checks.mjs";
import { began, calls, closeHistory, erased, faults, happened, messages, now, options, orders, place, run, say } from "./chaos/day.mjs";
import { kinds, trouble } from "./chaos/disasters.mjs";
import { startFleet, stopFleet } from "./chaos/own-fleet.mjs";
import { keepSeed, report } from "./chaos/report.mjs";

let isEnding = false;

async function end(code) {
  if (isEnding) return;
  isEnding = true;
  await stopFleet(code !== 0).catch(failure => console.error(failure.message));
  process.exit(code);
}

async function prepare(fleet, data) {
  const gateway = (await fleet.find("gateway")).urls[0];
  const stripe = (await fleet.find("stripe")).urls[0];
  const people = Array.from({ length: options.people }, (_, index) => new Person(gateway, `chaos-${run}-${index}`));
  const rest = [...people];
  await Promise.all(Array.from({ length: 4 }, async () => {
    while (rest.length > 0) await rest.shift().register();
  }));
  const admin = await Person.signedIn(gateway, "admin", "admin-community-local");
  const [owner] = people;
  await owner.insist("POST", "/api/v1/users/me/organizer");
  await verify(owner, data);
  await owner.renew();
  // Groups that do not get into each other's way: some act on each other for good.
  const part = (from, to) => people.slice(Math.floor(from * options.people), Math.floor(to * options.people));
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
  Object.assign(place, { gateway, stripe, people, admin, owner, groups, buyers, community, thread, writers, free, paid });
}

/** A seller needs a verified mail address; a local run writes the mail into its data folder. */
async function verify(person, data) {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await pause(500)) {
    for (const file of await readdir(join(data, "mail")).catch(() => [])) {
      const text = (await readFile(join(data, "mail", file), "latin1").catch(() => "")).replace(/=\r?\n/g, "").replace(/=3D/g, "=");
      const token = text.match(/verify-email#token=([\w-]+)/)?.[1];
      if (token && text.includes(`${person.name}@example.org`)) return person.insist("POST", "/api/v1/auth/verify-email", { body: { token } });
    }
  }
  throw new Error("The mail that verifies the organizer's address did not come: --data names the fleet's data folder.");
}

const unknown = options.only.filter(kind => !kinds.includes(kind));
if (unknown.length > 0) {
  console.error(`--only: ${unknown.join(", ")} is none of ${kinds.join(", ")}`);
  process.exit(2);
}
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => void end(2));
let firstBroken = Infinity;
try {
  console.log(`seed ${options.seed}`);
  const own = options.dashboard ? undefined : await startFleet(options.appHost, options.output);
  const lacking = own?.lacking ?? [];
  for (const one of lacking) say(`not on this machine: ${one}`);
  const data = own?.data ?? options.data;
  const fleet = await Fleet.at(own?.dashboard ?? options.dashboard, data);
  await fleet.untilAllRun(60_000);
  await prepare(fleet, data);
  const progress = setInterval(() => {
    if (faults.count > 0) firstBroken = Math.min(firstBroken, Date.now() - began);
    say(`${calls.length} calls, ${messages.size} messages, ${orders.size} orders, ${erased.length} erased, ${faults.count} faults`);
  }, 10_000);
  const work = [load(), watch(), trouble(fleet, data)];
  await pause(options.minutes * 60_000);
  now.isOver = true;
  await Promise.all(work);
  clearInterval(progress);
  await fleet.untilAllRun();
  await examine();
  await closeHistory();
  await report(lacking);
  for (const [kind, { count: times, examples }] of Object.entries(faults.all)) console.log(`  ${times} × ${kind}, such as: ${examples[0]}`);
  if (faults.count > 0 && !options.isReplay) console.log(`  kept: ${await keepSeed(firstBroken)}`);
  console.log(`${faults.count === 0 ? "  All held" : `  ${faults.count} FAULTS`} under ${happened.length} faults of the fleet, seed ${options.seed}: ${options.output}.md`);
  await end(faults.count === 0 ? 0 : 1);
} catch (failure) {
  console.error(failure.stack);
  await end(2);
}
