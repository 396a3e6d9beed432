// The checker of bans refuses the histories that it must refuse: `node --test tests/churn/chaos`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { brokenBans } from "./bans.mjs";

const LIMIT = 10_000;
const call = (what, sent, answered, status = 204, more = {}) => ({ person: "ann", what, sent, answered, status, ...more });
const broken = (history, troubles = []) => brokenBans(history, troubles, LIMIT);

test("a ban that holds breaks nothing", () => {
  assert.deepEqual(broken([
    call("join", 0, 10), call("post", 20, 30, 201), call("ban", 100, 110), call("join", 120, 130, 403, { reason: "banned" }),
    call("post", 150, 160, 201), call("post", 5_000, 5_010, 403), call("post", 20_000, 20_010, 404), call("unban", 30_000, 30_010), call("join", 30_020, 30_030), call("post", 60_000, 60_010, 201),
  ]), []);
});

test("a banned person who joins breaks the promise at once", () => {
  assert.deepEqual(broken([call("ban", 100, 110), call("join", 111, 130)]), ["ann joined 20 ms after the ban"]);
});

test("a banned person who writes breaks it after the limit", () => {
  const [ban, early, late] = [call("ban", 100, 110), call("post", 10_110, 10_200, 201), call("post", 10_111, 10_200, 201)];
  assert.deepEqual(broken([ban, early]), []);
  assert.deepEqual(broken([ban, late]), ["ann wrote 10001 ms after the ban"]);
});

test("the limit counts from the end of the last fault, and not while one lasts", () => {
  const [ban, post] = [call("ban", 100, 110), call("post", 40_000, 40_010, 201)];
  assert.deepEqual(broken([ban, post], [{ at: 50, until: 35_000 }]), [], "five seconds after the fault");
  assert.deepEqual(broken([ban, post], [{ at: 39_000, until: 41_000 }]), [], "a fault lasts");
  assert.deepEqual(broken([ban, post], [{ at: 50, until: 29_000 }]), ["ann wrote 39890 ms after the ban"]);
  assert.deepEqual(broken([ban, post], [{ at: 45_000, until: 60_000 }]), ["ann wrote 39890 ms after the ban"], "a later fault excuses nothing");
});

test("a fault excuses no joining", () => {
  assert.deepEqual(broken([call("ban", 100, 110), call("join", 200, 210)], [{ at: 0, until: 1_000 }]), ["ann joined 100 ms after the ban"]);
});

test("calls that overlap a ban or an unban may end either way", () => {
  assert.deepEqual(broken([call("join", 90, 130), call("ban", 100, 110)]), []);
  assert.deepEqual(broken([call("ban", 100, 110), call("unban", 200, 300), call("join", 250, 260)]), []);
  assert.deepEqual(broken([call("ban", 100, 110), call("join", 190, 260), call("unban", 200, 300)]), []);
});

test("a ban without an answer, or a refused one, promises nothing", () => {
  assert.deepEqual(broken([call("ban", 100, 110, 0), call("join", 200, 210)]), []);
  assert.deepEqual(broken([call("ban", 100, 110, 403), call("join", 200, 210)]), []);
});

test("a ban that outlives its lifting is broken, too", () => {
  assert.deepEqual(broken([call("ban", 100, 110), call("unban", 200, 210), call("join", 300, 310, 403, { reason: "banned" })]), ["ann was refused 90 ms after the ban was lifted"]);
  assert.deepEqual(broken([call("unban", 200, 210), call("join", 300, 310, 403, { reason: "muted" })]), [], "another reason");
});

test("each person has a history of their own", () => {
  assert.deepEqual(broken([call("ban", 100, 110), { ...call("join", 200, 210), person: "bob" }]), []);
  assert.equal(broken([call("ban", 100, 110), call("join", 200, 210), { ...call("ban", 100, 110), person: "bob" }, { ...call("join", 200, 210), person: "bob" }]).length, 2);
});
