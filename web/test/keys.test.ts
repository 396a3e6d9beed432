import { beforeEach, expect, test, vi } from "vitest";
import { letterOf, letters } from "../src/app/keys.js";
import { go, place } from "../src/app/router.js";
import { empty, type LogChannel, log } from "../src/store/log.js";

const channel = (id: string, last_activity: string, more: object) =>
  ({ id, last_activity, kind: "thread", unread: 1, community: { id: "c1" }, ...more }) as unknown as LogChannel;
const press = (letter: string) => {
  letters[letter]?.();
  return place.value.path + place.value.search;
};

beforeEach(() => {
  vi.spyOn(globalThis, "scrollTo").mockImplementation(() => {});
  log.value = {
    ...empty,
    channels: [
      channel("old", "2026-11-01", {}),
      channel("read", "2026-11-09", { unread: 0 }),
      channel("muted", "2026-11-08", { level: "none" }),
      channel("direct", "2026-11-05", { kind: "direct", community: null, peer: { id: "noor" } }),
      channel("chat", "2026-11-03", { kind: "event", community: null, event: { id: "e1" } }),
    ],
  };
  go("/");
});

test("N leads to what is unread, one after the other, and past the last one to the first", () => {
  expect([press("n"), press("n"), press("n"), press("n")]).toEqual([
    "/app/messages/noor",
    "/app/events/e1/chat",
    "/app/communities/c1/threads/old",
    "/app/messages/noor",
  ]);
});

test("P leads to unread conversations only; where nothing is unread, it stays", () => {
  expect(press("p")).toBe("/app/messages/noor");
  log.value = empty;
  expect(press("n")).toBe("/app/messages/noor");
});

test("C begins a discussion in a community, and elsewhere leads to the field of a message, or to the communities", () => {
  go("/communities/0198c0de-0000-7000-8000-00000000dead/threads/t1");
  expect(press("c")).toBe("/app/communities/0198c0de-0000-7000-8000-00000000dead/threads/t1?new=1");
  go("/messages/noor");
  document.body.innerHTML = '<form class="composer"><textarea></textarea></form>';
  press("c");
  expect(document.activeElement).toBe(document.querySelector("textarea"));
  document.body.innerHTML = "";
  expect(press("c")).toBe("/app/communities");
});

test("A letter is known by its place on a keyboard of another script", () => {
  expect(letterOf(new KeyboardEvent("keydown", { key: "ى", code: "KeyN" }))).toBe("n");
  expect(letterOf(new KeyboardEvent("keydown", { key: "N", code: "KeyB" }))).toBe("n");
});
