// What happens to the fleet on a bad day. Each fault ends by itself; each has a name for people, chosen by the dice of the run.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { pause } from "../api.mjs";
import { fill, hasOwnDisk, slowDown } from "./disks.mjs";
import { began, faultDice, faults, happened, now, options, patience, pick, say } from "./day.mjs";

const services = ["gateway", "identity", "social", "messaging", "events", "payments"];
const links = [["gateway", "identity"], ["gateway", "events"], ["gateway", "messaging"], ["payments", "stripe"], ["payments", "events"], ["payments", "rabbitmq"], ["payments", "postgres"], ["events", "rabbitmq"], ["events", "postgres"], ["messaging", "social"], ["messaging", "postgres"], ["social", "identity"], ["social", "rabbitmq"], ["identity", "rabbitmq"]];
const execute = promisify(execFile);
const any = list => pick(list, faultDice);
let fleet;
let data;

const tell = (name, action, seconds, more = "") => fleet.tell(name, `${action}?seconds=${seconds}${more}`).then(() => pause(seconds * 1000));

const on = (chosen, then) => then(chosen);

/** Each answers a name for people, and a function that lets it happen and returns when it is over. */
const disasters = {
  kill: () => on(any(services), name => ({ what: `SIGKILL of ${name}`, make: () => fleet.kill(name) })),
  database: () => ({ what: "SIGKILL of PostgreSQL", make: () => fleet.kill("postgres") }),
  bus: () => ({ what: "SIGKILL of RabbitMQ", make: () => fleet.kill("rabbitmq") }),
  freeze: () => on(any([...services, "rabbitmq", "stripe"]), name => ({ what: `SIGSTOP of ${name} for 10 s`, make: () => tell(name, "freeze", 10) })),
  slow: () => on(any(["postgres", "events", "payments"]), name => ({ what: `${name} is slow for 10 s`, make: () => tell(name, "slow", 10) })),
  partition: () => on(any([...services.slice(1), "rabbitmq", "postgres"]), name => ({ what: `${name} is cut off from all for 12 s`, make: () => tell(name, "cut", 12) })),
  link: () => on(any(links), ([one, other]) => ({ what: `${one} and ${other} are cut off from each other for 15 s`, make: () => tell(one, "cut", 15, `&from=${other}`) })),
  clock: () => on([any(services), any([-600, 600])], ([name, by]) => ({ what: `the clock of ${name} jumps by ${by / 60} minutes for 15 s`, make: () => tell(name, "jump", 15, `&by=${by}`) })),
  fsync: () => ({ what: "commits of PostgreSQL wait for a slow disk, for 10 s", make: slowDisk }),
  disk: () => ({ what: "the disk of PostgreSQL is full for 12 s", make: () => fill(join(data, "postgres"), 12, nextSegment) }),
  files: () => ({ what: "the disk of the files is full for 12 s", make: () => fill(join(data, "storage"), 12) }),
  alarm: () => on(any(["memory", "disk"]), kind => ({ what: `the ${kind} alarm of RabbitMQ for 12 s`, make: () => alarm(kind) })),
};
export const kinds = Object.keys(disasters);

/** Lets one fault after the other happen until the run is over: each kind once, in a random order, then all again. */
export async function trouble(theFleet, theData) {
  [fleet, data] = [theFleet, theData];
  const possible = kinds.filter(kind => options.only.length === 0 || options.only.includes(kind));
  for (let turn = []; !now.isOver; ) {
    await pause(options.calm * 1000);
    if (now.isOver) return;
    if (turn.length === 0) turn = possible.map(kind => [faultDice(), kind]).sort(([one], [other]) => one - other).map(([, kind]) => kind);
    const kind = turn.shift();
    const { what, make } = disasters[kind]();
    say(`-- ${what}`);
    const at = Date.now();
    now.wellSince = Infinity;
    let problem;
    await make().catch(failure => (problem = failure.message));
    await pause(1_500);
    await fleet.untilAllRun(patience(120_000)).catch(failure => faults.add("not well again in two minutes", `after ${what}: ${failure.message}`));
    now.wellSince = Date.now();
    happened.push({ at: at - began, until: now.wellSince - began, kind, what, problem });
    if (problem) say(`   could not be made: ${problem}`);
  }
}

async function broker(...command) {
  const folder = join(data, "rabbitmq");
  const mapper = (await readFile(join(folder, "port.mapper"), "utf8")).trim();
  await execute("/usr/lib/rabbitmq/bin/rabbitmqctl", ["-n", "community@localhost", ...command], { env: { PATH: process.env.PATH, HOME: folder, ERL_EPMD_PORT: mapper, ERL_EPMD_ADDRESS: "127.0.0.1", LC_ALL: "C.UTF-8" }, timeout: 60_000 });
}

async function alarm(kind) {
  const [setting, high, usual] = kind === "memory" ? ["set_vm_memory_high_watermark", "0.00001", "0.6"] : ["set_disk_free_limit", "100000000000000", "50000000"];
  await broker(setting, high);
  await pause(12_000);
  await broker(setting, usual);
}

async function database(...statements) {
  const folder = join(data, "postgres");
  const [port, secret] = await Promise.all([readFile(join(folder, "port"), "utf8"), readFile(join(folder, "password"), "utf8")]);
  for (const statement of statements) {
    await execute("psql", ["-h", "127.0.0.1", "-p", port.trim(), "-U", "community", "-d", "postgres", "-c", statement], { env: { PATH: process.env.PATH, PGPASSWORD: secret.trim() }, timeout: 30_000 });
  }
}

/** With a full disk the next segment of the log cannot be written, so that the server crashes; without, a table can still grow into old space. */
const nextSegment = () => database("SELECT pg_switch_wal()").catch(() => {});

async function slowDisk() {
  const folder = join(data, "postgres");
  if (await hasOwnDisk(folder)) return slowDown(folder, 10);
  await database("ALTER SYSTEM SET commit_delay = 100000", "ALTER SYSTEM SET commit_siblings = 0", "SELECT pg_reload_conf()");
  await pause(10_000);
  return database("ALTER SYSTEM RESET commit_delay", "ALTER SYSTEM RESET commit_siblings", "SELECT pg_reload_conf()");
}
