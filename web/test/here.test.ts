import { describe, expect, test } from "vitest";
import { findHere } from "../src/screens/palette/here.js";
import { empty, type LogState } from "../src/store/log.js";

const state = {
  ...empty,
  channels: [
    { id: "c1", kind: "direct", peer: { id: "p1", username: "noor", full_name: "نور سالم" } },
    { id: "c2", kind: "thread", peer: null },
  ],
  connections: [
    { id: "k1", person: { id: "p1", username: "noor", full_name: "نور سالم" } },
    { id: "k2", person: { id: "p2", username: "ben", full_name: "Ben Okafor" } },
  ],
  communities: [{ id: "g1", name: "Creek Riders" }],
  registrations: [{ id: "r1", event: { id: "e1", name: "Ride at dawn" } }],
  lasts: { c1: { content: "Shall we ride?" } },
} as unknown as LogState;

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

  test("needs two letters", () => {
    expect(findHere("r", state)).toEqual([]);
  });
});
