import { expect, test } from "vitest";
import { railOf } from "../src/screens/talk/rail.js";
import { empty, type LogState } from "../src/store/log.js";

const community = (id: string, name: string) => ({ id, name, kind: "community", role: "member", visibility: "public", link: "" });
const talk = (community: string, more: object) => ({
  kind: "thread",
  community: { id: community },
  unread: 0,
  mentions: 0,
  level: null,
  muted_until: null,
  my_role: "member",
  ...more,
});
const state = (channels: object[]) =>
  ({ ...empty, communities: [community("c2", "Readers"), community("c1", "cooks"), community("c3", "Écrivains")], channels }) as LogState;

test("The communities stand by their names, whatever is new in them", () => {
  expect(railOf(state([talk("c2", { unread: 4 })]), "en").map((one) => one.name)).toEqual(["cooks", "Écrivains", "Readers"]);
});

test("Unread messages and mentions of all discussions count, without muted ones and those that are only read", () => {
  const [cooks] = railOf(
    state([
      talk("c1", { unread: 3, mentions: 1 }),
      talk("c1", { unread: 2 }),
      talk("c1", { unread: 9, mentions: 9, level: "none" }),
      talk("c1", { unread: 9, muted_until: "2999-01-01T00:00:00Z" }),
      talk("c1", { unread: 9, my_role: "reader" }),
      talk("c2", { unread: 9 }),
    ]),
    "en",
  );
  expect(cooks).toEqual({ id: "c1", name: "cooks", unread: 5, mentions: 1, isQuiet: false });
});

test("A community is muted if all its discussions are, and not if the person has opened none", () => {
  const all = railOf(state([talk("c1", { level: "none" }), talk("c2", { level: "none" }), talk("c2", {})]), "en");
  expect(all.filter((one) => one.isQuiet).map((one) => one.id)).toEqual(["c1"]);
});
