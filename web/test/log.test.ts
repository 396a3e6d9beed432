import type { Message, Schemas } from "@community/sdk";
import { describe, expect, test } from "vitest";
import { applied, empty, log, missingLasts, unread, unreadIn, withChanged, withMessage, withRead, withUnread } from "../src/store/log.js";

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

const channel = (id: string, unread: number) => ({
  id,
  kind: "direct",
  unread,
  last_seq: unread,
  last_read_seq: 0,
  last_activity: "2026-11-01",
});

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
    const numbers = { last_seq: 9, last_read_seq: 5, unread: 4, mentions: 1 };
    const next = withUnread(start, { channel_id: "a", ...numbers }, "2026-11-23");
    expect(next.channels[0]).toMatchObject({ ...numbers, last_activity: "2026-11-23" });
    expect(next.channels[1]).toBe(start.channels[1]);
    expect(withUnread(start, { channel_id: "unknown", ...numbers })).toEqual(start);
  });

  const message = (seq: number, author: string) =>
    ({ channel_id: "a", seq, author_id: author, content: `no. ${seq}`, is_deleted: false, created_at: "2026-11-23" }) as unknown as Message;

  test("counts a message once, whichever way and however often it comes; one's own is not unread", () => {
    const once = withMessage(start, message(2, "other"), false);
    expect(once.channels[0]).toMatchObject({ last_seq: 2, unread: 2, last_activity: "2026-11-23" });
    expect(withMessage(once, message(2, "other"), false)).toEqual(once);
    expect(withMessage(once, message(3, "me"), true).channels[0]).toMatchObject({ last_seq: 3, unread: 2 });
  });

  test("has the last message of a conversation, also through a change of the log; an older one does not take its place", () => {
    const two = withMessage(withMessage(start, message(2, "other"), false), message(1, "other"), false);
    expect(two.lasts.a).toEqual({ seq: 2, author_id: "other", content: "no. 2", is_deleted: false });
    expect(applied(two, changes({ channels: [channel("a", 3)] })).lasts).toEqual(two.lasts);
  });

  test("has nothing unread once the last message was read", () => {
    expect(withRead(start, { channel_id: "b", last_read_seq: 1 }).channels[1]).toMatchObject({ last_read_seq: 1, unread: 2 });
    expect(withRead(start, { channel_id: "b", last_read_seq: 2 }).channels[1]).toMatchObject({ last_read_seq: 2, unread: 0 });
  });

  test("has an excerpt as the message was changed or deleted", () => {
    const two = withMessage(start, message(2, "other"), false);
    expect(withChanged(two, { ...message(2, "other"), content: "changed" }).lasts.a?.content).toBe("changed");
    expect(withChanged(two, { ...message(1, "other"), is_deleted: true })).toBe(two);
  });

  test("names each conversation whose last message it lacks, so that a further one is read, too", () => {
    log.value = start;
    const before = missingLasts.value;
    log.value = applied(start, changes({ channels: [channel("c", 4)] }));
    expect([before, missingLasts.value]).toEqual(["a 1,b 2", expect.stringContaining("c 4")]);
    log.value = empty;
  });

  test("counts what is unread in communities, without muted discussions and those that one only reads", () => {
    const talk = (id: string, count: number, more: object = {}) => ({
      ...channel(id, count),
      kind: "thread",
      community: { id: "c1", name: "Cooks" },
      my_role: "member",
      ...more,
    });
    const soon = new Date(Date.now() + 60_000).toISOString();
    const channels = [
      talk("d", 2),
      talk("e", 3, { community: { id: "c2", name: "Bakers" } }),
      talk("f", 4),
      talk("g", 5, { level: "none" }),
      talk("h", 6, { muted_until: soon }),
      talk("i", 7, { my_role: "reader" }),
    ];
    log.value = applied(start, changes({ channels }));
    expect([...unreadIn.value].sort()).toEqual([
      ["c1", 6],
      ["c2", 3],
    ]);
    expect(unread.value).toMatchObject({ communities: 9, messages: 3 });
    log.value = empty;
  });

  test("keeps the last notifications only", () => {
    const notifications = Array.from({ length: 150 }, (_, index) => ({ id: `n${index}` }));
    expect(applied(start, changes({ notifications })).notifications.map((one) => one.id)).toEqual(
      notifications.slice(0, 100).map((one) => one.id),
    );
  });
});
