// What one run of chaos knows: its options, its dice, the history of its calls, and what the fleet has acknowledged.
import { randomUUID } from "node:crypto";
import { createWriteStream, mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { availableParallelism, loadavg } from "node:os";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { isPassing, pause } from "../api.mjs";
import { Faults } from "../ledger.mjs";

const { values: given } = parseArgs({
  options: {
    dashboard: { type: "string", default: "" },
    data: { type: "string", default: ".data" },
    minutes: { type: "string" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    people: { type: "string", default: "48" },
    rate: { type: "string", default: "20" },
    calm: { type: "string", default: "15" },
    only: { type: "string", default: "" },
    replay: { type: "string", default: "" },
    report: { type: "boolean", default: false },
    "app-host": { type: "string", default: "artifacts/AppHost/Community.AppHost" },
    output: { type: "string", default: `bench-results/${new Date().toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15)}-chaos` },
  },
});

/** A failing seed of an earlier run, which is tried again for a short time. */
const replayed = given.replay ? JSON.parse(await readFile(given.replay, "utf8")) : {};
const number = (name, otherwise) => {
  const value = Number(given[name] ?? otherwise);
  if (Number.isFinite(value) && value >= 0) return value;
  console.error(`--${name} needs a number from 0 on.`);
  process.exit(2);
};

export const options = {
  dashboard: given.dashboard,
  data: given.data,
  appHost: given["app-host"],
  output: given.output,
  isReplay: Boolean(given.replay),
  writesReport: given.report,
  minutes: number("minutes", given.replay ? 1 : 20),
  seed: replayed.seed ?? number("seed"),
  people: number("people"),
  rate: number("rate"),
  calm: given.replay ? 3 : number("calm"),
  only: (replayed.faults ?? given.only.split(",")).filter(Boolean),
};

/** mulberry32: numbers from 0 to 1, the same for the same seed. */
function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

// Acts and faults have dice of their own: the order of the faults does not depend on the number of acts between them.
export const actDice = dice(options.seed);
export const faultDice = dice(options.seed ^ 0x5eed);
export const pick = (list, chance = actDice) => list[Math.floor(chance() * list.length)];

mkdirSync(dirname(options.output), { recursive: true });

export const run = randomUUID().slice(0, 8);
export const began = Date.now();
export const say = text => console.log(`${String(Math.round((Date.now() - began) / 1000)).padStart(5)} s  ${text}`);
export const faults = new Faults();
/** Every try of every call: when, how long, and its status; 0 is no answer. */
export const calls = [];
/** What happened to the fleet. */
export const happened = [];
/** Whether the load has ended, and the moment from which on all is well again (infinite while a fault lasts). */
export const now = { isOver: false, wellSince: 0 };
/** The fleet and its people, communities and events: chaos.mjs fills it. */
export const place = {};

// What was acknowledged last.
export const follows = new Map();
export const memberships = new Map();
export const seats = new Map();
export const messages = new Map();
export const files = [];
export const orders = new Map();
export const erased = [];
/** The calls about people who are banned from the community, and by them. */
export const bans = [];
/** How long refusals took to be in force, in milliseconds. */
export const lags = { block: [], suspension: [], ban: [] };
export const done = {};

const history = createWriteStream(`${options.output}.jsonl`);
export const closeHistory = () => new Promise(resolve => history.end(resolve));

const ANSWER_LIMIT_MS = 120_000;

/** A time limit on this machine as it is now: other work on its processors is no fault of the fleet. */
export const patience = ms => ms * Math.max(1, loadavg()[0] / availableParallelism());

/**
 * One call, repeated with the same key until it is answered for good. Every try is in the history. A token that is refused is renewed, as a
 * client does.
 * @param final statuses that are an answer here though they are repeated elsewhere
 */
export async function act(what, person, method, path, { body, content, key = randomUUID(), final = [] } = {}) {
  for (let [deadline, tries] = [Date.now() + patience(ANSWER_LIMIT_MS), 1]; ; tries++) {
    const at = Date.now();
    const { status, answer } = await person.ask(method, path, { body, content, key: method === "POST" ? key : undefined }).catch(failure => ({ status: failure.status ?? 0, answer: { title: failure.message } }));
    const ms = Date.now() - at;
    calls.push([at - began, ms, status]);
    history.write(`${JSON.stringify({ at: at - began, ms, what, by: person.name, method, path, key, body, status, answer })}\n`);
    if (status === 500) faults.add("answered with 500", `${method} ${path}: ${answer.title ?? ""}`);
    const inProgress = status === 409 && answer.reason === "idempotency_key_in_use";
    if (final.includes(status) || (status !== 0 && !isPassing(status) && status !== 401 && !inProgress)) return { status, answer, tries };
    if (Date.now() > deadline) {
      faults.add("no answer in two minutes", `${method} ${path}: ${status} ${answer.title ?? ""}`);
      return { status: 0, answer: {}, tries };
    }
    if (status === 401) await person.renew().catch(() => {});
    await pause(200 + 300 * Math.random());
  }
}

/** Reads once; undefined without a good answer. */
export async function read(person, path) {
  const { status, answer } = await person.ask("GET", path).catch(() => ({ status: 0 }));
  if (status === 500) faults.add("answered with 500", `GET ${path}: ${answer.title ?? ""}`);
  return status === 200 ? answer : undefined;
}

export async function readAll(person, path) {
  const items = [];
  for (let [page, pages] = [1, 1]; page <= pages; page++) {
    const answer = await person.insist("GET", `${path}${path.includes("?") ? "&" : "?"}limit=100&page=${page}`);
    items.push(...answer.items);
    pages = answer.pages ?? 1;
  }
  return items;
}
