import { describe, expect, test } from "vitest";
import { excerptWith, findHere } from "../src/screens/palette/here.js";
import { empty, type LogState } from "../src/store/log.js";

const state = {
  ...empty,
  channels: [
    { id: "c1", kind: "direct", peer: { id: "p1", username: "noor", full_name: "نور سالم" } },
    { id: "t1", kind: "thread", peer: null, title: "Routes for beginners", community: { id: "g1" } },
  ],
  connections: [
    { id: "k1", person: { id: "p1", username: "noor", full_name: "نور سالم" } },
    { id: "k2", person: { id: "p2", username: "ben", full_name: "Ben Okafor" } },
  ],
  communities: [{ id: "g1", name: "Creek Riders" }],
  registrations: [{ id: "r1", event: { id: "e1", name: "Ride at dawn" } }],
  lasts: { c1: { seq: 7, content: "Shall we ride?" } },
} as unknown as LogState;

describe("The excerpt of a message", () => {
  const long = `${"We talked of many things. ".repeat(8)}The old lighthouse keeper waved. ${"And then we went home. ".repeat(8)}`;

  test("is its beginning where that has what was searched", () => {
    expect(excerptWith("many THINGS", long)).toBe(long.slice(0, 90));
    expect(excerptWith("nothing of it", long)).toBe(long.slice(0, 90));
  });

  test("begins at a word before it otherwise", () => {
    expect(excerptWith("Lighthouse keeper", long)).toMatch(/^…\w.*lighthouse keeper waved/);
    expect(excerptWith("keeper lighthouse", long)).toContain("lighthouse keeper");
    expect(excerptWith("lighthouse", long)).toHaveLength(91);
    expect(excerptWith("z", `${"x".repeat(300)}z`)).toContain("z");
  });
});

describe("A search without a network", () => {
  test("finds places, events and last messages of the person", () => {
    expect(findHere("RIDE", state).map((one) => [one.kind, one.path])).toEqual([
      ["community", "/communities/g1"],
      ["event", "/events/e1"],
      ["message", "/messages/p1"],
    ]);
  });

  test("names a person once, and leads to the conversation if there is one", () => {
    expect(findHere("نور", state).map((one) => one.path)).toEqual(["/messages/p1"]);
    expect(findHere("okafor", state).map((one) => one.path)).toEqual(["/users/p2"]);
  });

  test("finds kept messages, discussions and events, the latest message first, each once", () => {
    const said = (id: string, channel_id: string, seq: number, content: string, more = {}) => ({
      id,
      channel_id,
      seq,
      content,
      created_at: `2026-11-0${seq}T10:00:00Z`,
      author: { username: "ben", full_name: "Ben Okafor" },
      ...more,
    });
    const answers = [
      { key: "event e2", value: { id: "e2", name: "Harbour walk" } },
      { key: "mine", value: { items: [{ id: "e2", name: "Harbour walk" }] } },
      { key: "threads g1", value: { items: [{ id: "t2", title: "The harbour at night", community_id: "g1" }] } },
      {
        key: "messages thread/t1",
        value: { items: [said("m1", "t1", 1, "From the harbour"), said("m2", "t1", 2, "harbour", { is_deleted: true })] },
      },
      { key: "messages direct/p1", value: { items: [said("m7", "c1", 7, "Shall we ride?"), said("m3", "c1", 3, "At the harbour?")] } },
      { key: "messages event/e1", value: { items: [said("m5", "x1", 5, "Harbour, gate 3")] } },
      { key: "messages thread/unknown", value: { items: [said("m6", "unknown", 6, "harbour")] } },
      { key: "wallet", value: { balance: 3 } },
    ];
    expect(findHere("harbour", state, answers).map((one) => [one.kind, one.path])).toEqual([
      ["event", "/events/e2"],
      ["thread", "/communities/g1/threads/t2"],
      ["message", "/events/e1/chat?message=m5"],
      ["message", "/messages/p1?message=m3"],
      ["message", "/communities/g1/threads/t1?message=m1"],
    ]);
    expect(findHere("shall we", state, answers).map((one) => one.path)).toEqual(["/messages/p1?message=m7"]);
    expect(findHere("beginners", state, answers).map((one) => one.path)).toEqual(["/communities/g1/threads/t1"]);
  });

  test("shows a few of each kind", () => {
    const items = Array.from({ length: 60 }, (_, index) => ({ id: `e${index}`, name: `Walk ${index}` }));
    expect(findHere("walk", state, [{ key: "mine", value: { items } }])).toHaveLength(6);
  });

  test("needs two letters", () => {
    expect(findHere("r", state)).toEqual([]);
  });
});
