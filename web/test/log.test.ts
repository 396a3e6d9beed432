import type { Schemas } from "@community/sdk";
import { describe, expect, test } from "vitest";
import { applied, empty, withUnread } from "../src/store/log.js";

type Changes = Schemas["SyncView"];

const changes = (more: Partial<Record<keyof Changes, unknown>>): Changes =>
  ({
    is_whole: false,
    token: "t",
    channels: [],
    communities: [],
    notifications: [],
    connections: [],
    registrations: [],
    people: [],
    removed: [],
    unread_notifications: 0,
    wallet: null,
    plan: null,
    ...more,
  }) as unknown as Changes;

const channel = (id: string, unread: number) => ({ id, kind: "direct", unread });

describe("The log", () => {
  const whole = changes({
    is_whole: true,
    token: "1",
    channels: [channel("a", 1), channel("b", 2)],
    wallet: { balance: 5, link: "/wallet" },
  });
  const start = applied(empty, whole);

  test("has each entry once, as the last answer said it", () => {
    const next = applied(start, changes({ token: "2", channels: [channel("b", 7)] }));
    expect(next.channels.map((one) => [one.id, one.unread])).toEqual([
      ["b", 7],
      ["a", 1],
    ]);
    expect(next.token).toBe("2");
    expect(next.wallet).toEqual({ balance: 5, link: "/wallet" });
  });

  test("drops what is removed, and ignores an id that it does not know", () => {
    const next = applied(
      start,
      changes({
        removed: [
          { kind: "channel", id: "a" },
          { kind: "channel", id: "unknown" },
          { kind: "community", id: "b" },
          { kind: "planet", id: "b" },
        ],
      }),
    );
    expect(next.channels.map((one) => one.id)).toEqual(["b"]);
  });

  test("is the same when an answer is taken twice", () => {
    const change = changes({ token: "2", channels: [channel("c", 1)], removed: [{ kind: "channel", id: "b" }] });
    expect(applied(applied(start, change), change)).toEqual(applied(start, change));
  });

  test("begins anew with a whole state", () => {
    const next = applied(start, changes({ is_whole: true, token: "9", channels: [channel("z", 0)] }));
    expect(next.channels.map((one) => one.id)).toEqual(["z"]);
    expect(next.wallet).toBeNull();
  });

  test("takes the unread messages of a channel alone, too", () => {
    expect(withUnread(start, "a", 4).channels.map((one) => one.unread)).toEqual([4, 2]);
    expect(withUnread(start, "unknown", 4)).toEqual(start);
  });
});
