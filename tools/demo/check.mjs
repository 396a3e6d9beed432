// Tries the demo on the fleet at COMMUNITY_URL, whose data is in COMMUNITY_DATA: a seed repeats its plan, nothing is refused, and the city is there.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Community } from "../../sdk/typescript/dist/index.js";

const run = promisify(execFile);
const url = process.env.COMMUNITY_URL;
const demo = (...more) => run(process.execPath, [fileURLToPath(new URL("demo.mjs", import.meta.url)), "--people", "40", ...more]);
const plan = async (seed) => (await demo("--plan", "--seed", seed)).stdout.trim().split("\n").at(-1);

const [first, again, other] = await Promise.all([plan("7"), plan("7"), plan("8")]);
assert.match(first, /^[0-9a-f]{64}$/);
assert.equal(again, first, "a seed makes the same city twice");
assert.notEqual(other, first, "another seed makes another city");

const made = await demo("--seed", "7", "--url", url, "--data", process.env.COMMUNITY_DATA);
assert.equal(made.stderr, "", "something was refused");
const count = (what) => Number(made.stdout.match(new RegExp(`(\\d+) ${what}$`, "m"))?.[1]);
assert.deepEqual([count("people"), count("communities"), count("events")], [40, 40, 120]);
assert.ok(count("threads") > 50 && count("connections") > 10);

const name = made.stdout.match(/Sign in at \S+ as (\S+),/)?.[1];
const api = new Community({ baseUrl: url });
await api.auth.login({ identifier: name, password: "three quiet green boats" });
const all = async (list) => {
  let length = 0;
  for await (const _ of list) {
    length++;
  }
  return length;
};
// Four communities are private; ten events are over.
assert.ok((await all(api.communities.list())) >= 36);
assert.equal(await all(api.events.list()), 110);
const me = await api.me.get();
assert.ok(me.picture_url, "people have portraits");

const second = await demo("--seed", "7", "--url", url, "--data", process.env.COMMUNITY_DATA);
assert.match(second.stdout, /is there already/);
assert.equal(await all(api.events.list()), 110, "a second run changes nothing");
console.log("The demo works.");
