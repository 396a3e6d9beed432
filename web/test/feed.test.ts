import type { Channel, HubEvents, Message } from "@community/sdk";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { api, me } from "../src/app/api.js";
import { connection, follow, followCommunity, returns, start } from "../src/store/feed.js";
import { apply, communities, type Event, events, messages, registrations, type Thread, threads } from "../src/store/store.js";

const emit = <Name extends keyof HubEvents>(name: Name | "state", data: unknown) =>
  (api.realtime as unknown as { emit: (name: string, data: unknown) => void }).emit(name, data);

start();

describe("A change that was made elsewhere", () => {
  beforeEach(() => apply([{ kind: "signed out" }]));

  test("of a registration is read, with its event", async () => {
    const event = { id: "e", spots_remaining: 4 } as Event;
    apply([
      { kind: "event", event },
      { kind: "registration", eventId: "e", registration: null },
    ]);
    vi.spyOn(api.events, "get").mockResolvedValue({ ...event, spots_remaining: 3 } as never);
    vi.spyOn(api.events, "registration").mockResolvedValue({ status: "confirmed" } as never);
    emit("ticket_changed", { registration_id: "r", event_id: "e", status: "confirmed" });
    await vi.waitFor(() => expect([events.of("e").value?.spots_remaining, registrations.of("e").value?.status]).toEqual([3, "confirmed"]));
    emit("ticket_changed", { registration_id: "r", event_id: "unknown", status: "confirmed" });
    expect(api.events.get).toHaveBeenCalledTimes(1);
  });

  test("of an event's place is read once its notification comes, with the refund", async () => {
    const event = { id: "e", location_name: "The old studio" } as Event;
    apply([
      { kind: "event", event },
      { kind: "registration", eventId: "e", registration: { status: "confirmed", refund_cents: 0 } as never },
    ]);
    const read = vi.spyOn(api.events, "get").mockResolvedValue({ ...event, location_name: "The new studio" } as never);
    vi.spyOn(api.events, "registration").mockResolvedValue({ status: "confirmed", refund_cents: 14_500 } as never);
    read.mockClear();
    emit("notification", { kind: "payment", target: { type: "order", id: "e" } });
    emit("notification", { kind: "rsvp", target: { type: "event", id: "unknown" } });
    expect(read).not.toHaveBeenCalled();
    emit("notification", { kind: "rsvp", target: { type: "event", id: "e" } });
    await vi.waitFor(() =>
      expect([events.of("e").value?.location_name, registrations.of("e").value?.refund_cents]).toEqual(["The new studio", 14_500]),
    );
  });

  test("of a thread is seen at once; a deleted one goes", async () => {
    const thread = { id: "t", community_id: "c", title: "Tea", is_locked: false, is_pinned: false } as Thread;
    apply([{ kind: "thread", thread }]);
    vi.spyOn(api.threads, "get").mockResolvedValue({ ...thread, is_locked: true, title: "Green tea" } as never);
    const change = { thread_id: "t", community_id: "c", title: "Green tea", is_pinned: false, is_locked: true, is_deleted: false };
    emit("thread_updated", change);
    expect(threads.of("t").value).toMatchObject({ title: "Green tea", is_locked: true });
    await Promise.resolve();
    emit("thread_updated", { ...change, title: null, is_deleted: true });
    expect(threads.of("t").value).toBeUndefined();
  });

  test("of a role in a community is read", async () => {
    apply([{ kind: "community", community: { id: "c", my_role: "member" } as never }]);
    vi.spyOn(api.communities, "get").mockResolvedValue({ id: "c", my_role: "moderator" } as never);
    emit("role_changed", { community_id: "c", role: "moderator" });
    await vi.waitFor(() => expect(communities.of("c").value?.my_role).toBe("moderator"));
  });
});

test("What came between the first reads and the first connection is read once the log tells of it", async () => {
  const answer = (token: string, more: object = {}) =>
    ({
      token,
      is_whole: false,
      channels: [],
      communities: [],
      notifications: [],
      connections: [],
      registrations: [],
      removed: [],
      ...more,
    }) as never;
  let tell: (changes: never) => void = () => {};
  const next = () => new Promise<never>((resolve) => (tell = resolve));
  vi.spyOn(api.sync, "read").mockResolvedValue(answer("1", { channels: [{ id: "c", unread: 1 }] }));
  vi.spyOn(api.sync, "follow").mockImplementation(async function* () {
    for (;;) {
      yield await next();
    }
  } as never);
  const heard = async (changes: never) => {
    tell(changes);
    await new Promise((resolve) => setTimeout(resolve));
  };
  const before = returns.value;
  me.value = { id: "amal", username: "amal", name: "Amal", isGuest: false };
  await vi.waitFor(() => expect(api.sync.follow).toHaveBeenCalled());
  // What the first answer brought is no news: the screens are read at the same time.
  expect(returns.value - before).toBe(0);
  emit("state", "catching-up");
  await heard(answer("2", { registrations: [{ id: "r" }] }));
  expect(returns.value - before).toBe(1);
  emit("state", "live");
  await heard(answer("3", { registrations: [{ id: "r" }] }));
  expect(returns.value - before).toBe(1);

  me.value = null;
  await new Promise((resolve) => setTimeout(resolve));
  me.value = { id: "noor", username: "noor", name: "Noor", isGuest: false };
  await vi.waitFor(() => expect(api.sync.follow).toHaveBeenCalledTimes(2));
  await heard(answer("4", { unread_notifications: 3, wallet: null }));
  expect(returns.value - before, "nothing was missed").toBe(1);
  me.value = null;
  vi.restoreAllMocks();
});

test("What was missed while the hub was away is read once it is back", () => {
  const before = returns.value;
  emit("state", "catching-up");
  emit("state", "live");
  expect([returns.value - before, connection.value]).toEqual([0, "live"]);
  emit("state", "offline");
  emit("state", "catching-up");
  emit("state", "live");
  expect(returns.value - before).toBe(1);
});

describe("A place that is left and opened again while it is being joined", () => {
  const message = (seq: number) => ({ id: `m${seq}`, seq, channel_id: "t", content: `${seq}` }) as unknown as Message;
  function place(recent: Message[] = []) {
    const listeners = new Map<string, ((data: unknown) => void)[]>();
    const channel = {
      id: "t",
      recent,
      leave: vi.fn(async () => {}),
      on: (name: string, listener: (data: unknown) => void) => {
        listeners.set(name, [...(listeners.get(name) ?? []), listener]);
        return () =>
          listeners.set(
            name,
            (listeners.get(name) ?? []).filter((one) => one !== listener),
          );
      },
    };
    let arrive: (channel: Channel) => void = () => {};
    const join = new Promise<Channel>((resolve) => (arrive = resolve));
    // As the SDK does: one join for all that ask.
    vi.spyOn(api.realtime, "thread").mockReturnValue(join);
    const tell = (name: string, data: unknown) => {
      for (const listener of listeners.get(name) ?? []) {
        listener(data);
      }
    };
    return { channel, tell, arrive: () => arrive(channel as unknown as Channel) };
  }
  const open = () => {
    const [end, joined] = [new AbortController(), vi.fn()];
    return { joined, end: () => end.abort(), done: follow("thread/t", () => {}, joined, end.signal) };
  };
  beforeEach(() => apply([{ kind: "signed out" }]));

  test("hears each message; the last one who leaves it ends it", async () => {
    const { channel, tell, arrive } = place([message(1)]);
    const first = open();
    first.end();
    const second = open();
    arrive();
    await Promise.all([first.done, second.done]);
    await Promise.resolve();
    expect([first.joined.mock.calls.length, second.joined.mock.calls.length, channel.leave.mock.calls.length]).toEqual([0, 1, 0]);
    tell("message", message(2));
    expect(messages.of("t").value?.map((one) => one.seq)).toEqual([1, 2]);
    second.end();
    await vi.waitFor(() => expect(channel.leave).toHaveBeenCalledTimes(1));
  });

  test("has no old message in place of those between, when one is deleted far above", async () => {
    const { tell, arrive } = place([message(51), message(52)]);
    const pane = open();
    arrive();
    await pane.done;
    tell("message_deleted", message(3));
    expect(messages.of("t").value?.map((one) => one.seq)).toEqual([51, 52]);
    pane.end();
  });
});

test("A community that was joined later than its screen was read is read again; later joins miss nothing", async () => {
  vi.spyOn(api.realtime, "community").mockResolvedValue(async () => {});
  const before = returns.value;
  const joined = () => new Promise((resolve) => setTimeout(resolve));
  connection.value = undefined;
  const first = followCommunity("c1");
  await joined();
  expect(returns.value - before).toBe(1);
  connection.value = "live";
  const second = followCommunity("c2");
  await joined();
  expect(returns.value - before).toBe(1);
  first();
  second();
  await joined();
});

test("A community that is left and opened again while it is being joined stays subscribed", async () => {
  const leave = vi.fn(async () => {});
  let arrive: (leave: () => Promise<void>) => void = () => {};
  const join = vi.spyOn(api.realtime, "community").mockReturnValue(new Promise((resolve) => (arrive = resolve)));
  followCommunity("c")();
  const end = followCommunity("c");
  arrive(leave);
  await new Promise((resolve) => setTimeout(resolve));
  expect([join.mock.calls.length, leave.mock.calls.length]).toEqual([1, 0]);
  end();
  await vi.waitFor(() => expect(leave).toHaveBeenCalledTimes(1));
});

test("Unread messages of a discussion that came before the hub was there are marked by the log", async () => {
  apply([{ kind: "thread", thread: { id: "t9", unread: 0 } as Thread }]);
  const channels = [{ id: "t9", kind: "thread", unread: 2 }];
  const nothing = { notifications: [], connections: [], registrations: [], communities: [], removed: [] };
  vi.spyOn(api.sync, "read").mockResolvedValue({ ...nothing, channels, is_whole: true, token: "1" } as never);
  me.value = { id: "amal", username: "amal", name: "Amal", isGuest: false };
  await vi.waitFor(() => expect(threads.of("t9").value?.unread).toBe(2));
  me.value = null;
});
