// Where the store's news come from: the log of the person, answers of the API, and the hub's events of places that are open.
import { type Channel, HubRefused, NotFound, type RealtimeState, type Schemas } from "@community/sdk";
import { effect, signal } from "@preact/signals";
import { api, me } from "../app/api.js";
import { dropOldAnswers, keepAnswer, readKept } from "./answers.js";
import { hearCalls, isInCall, resumeCall, ringing, withCalls } from "./calls.js";
import { forgetAll, own } from "./idb.js";
import { closeLog, followLog, hasNews } from "./log.js";
import { Outbox } from "./outbox.js";
import { sendScans } from "./scans.js";
import { apply, communities, type Event, events, messages, reaches, registrations, threads } from "./store.js";

/** The state of the hub's connection; undefined: it was not needed yet. */
export const connection = signal<RealtimeState | undefined>(undefined);
/** Whether the browser believes that there is a network. */
export const isOnline = signal(navigator.onLine);

/** A place for messages: thread/ID, direct/ID of the other person, event/ID. */
export type Target = `${"thread" | "direct" | "event"}/${string}`;

const places = {
  thread: { join: (id: string) => api.realtime.thread(id), resource: () => api.threads },
  direct: { join: (id: string) => api.realtime.direct(id), resource: () => api.direct },
  event: { join: (id: string) => api.realtime.chat(id), resource: () => api.events },
};

export function placeOf(target: string) {
  const [kind = "", id = ""] = target.split("/");
  return { ...places[kind as keyof typeof places], id };
}

export const outbox = new Outbox(
  ({ target, content, clientId, attachments, replyTo }) => {
    const { resource, id } = placeOf(target);
    const message: Schemas["PostMessage"] = {
      content,
      client_id: clientId,
      ...(attachments?.length ? { attachments: attachments.map((one) => one.id) } : {}),
      ...(replyTo ? { reply_to: replyTo } : {}),
    };
    return resource().post(id, message, { maxRetries: 0 });
  },
  // Those of others before it may still be on their way.
  (message) => apply([{ kind: "message", message, isNext: false }]),
  async ({ clientId, attachments = [] }) => (await import("../screens/talk/uploads.js")).uploads.finished(clientId, attachments),
);

export async function readEvent(id: string): Promise<void> {
  apply([{ kind: "event", event: await readKept(`event ${id}`, () => api.events.get(id)) }]);
}

/** The caller's registration for an event: null if they have none. */
export async function readRegistration(eventId: string): Promise<void> {
  try {
    apply([{ kind: "registration", eventId, registration: await api.events.registration(eventId) }]);
  } catch (error) {
    if (!(error instanceof NotFound)) {
      throw error;
    }
    apply([{ kind: "registration", eventId, registration: null }]);
  }
}

export async function readCommunity(id: string): Promise<void> {
  try {
    apply([{ kind: "community", community: await readKept(`community ${id}`, () => api.communities.get(id)) }]);
  } catch (error) {
    if (error instanceof NotFound) {
      apply([{ kind: "gone", of: "community", id }]);
    }
    throw error;
  }
}

export const takeEvents = (events: Event[]): void => apply(events.map((event) => ({ kind: "event", event })));

/** How many users each join has. Those of the same place share one: the last of them leaves it. */
const users = new WeakMap<Promise<Channel>, number>();

const heard = new WeakSet<Channel>();

/** Joins a place, together with others that have joined it or wait for it. `leave` may be called before it is joined. */
function join(target: Target): { channel: Promise<Channel>; leave: () => void } {
  const { join, id } = placeOf(target);
  const channel = join(id);
  const count = (by: number) => users.set(channel, (users.get(channel) ?? 0) + by);
  count(1);
  const leave = () => {
    count(-1);
    channel.then((joined) => (users.get(channel) === 0 ? joined.leave() : undefined)).catch(() => {});
  };
  return { channel, leave };
}

/** Follows a place until the signal: its last messages as soon as there is a connection, then each later one. Without a right to read it nothing comes. */
export async function follow(
  target: Target,
  typing: (userId: string, isTyping: boolean) => void,
  joined: (channel: Channel) => void,
  end: AbortSignal,
): Promise<void> {
  while (!end.aborted) {
    const { channel, leave } = join(target);
    try {
      const here = await channel;
      if (end.aborted) {
        leave();
        return;
      }
      const unhear = hearChannel(target, here, typing);
      end.addEventListener("abort", () => {
        unhear();
        leave();
      });
      joined(here);
      return;
    } catch (error) {
      if (error instanceof HubRefused) {
        return;
      }
      // A join waits for a minute; a network may be away for longer.
      await new Promise((resolve) => setTimeout(resolve, JoinDelay));
    }
  }
}

/** Milliseconds between two attempts to join a place. */
const JoinDelay = 1000;

interface Community {
  users: number;
  joined: Promise<() => Promise<void>>;
}
const joinedCommunities = new Map<string, Community>();

/** Subscribes to a community's new threads and members, together with others that do. Returns a function that ends it. */
export function followCommunity(id: string): () => void {
  const here = joinedCommunities.get(id) ?? joinCommunity(id);
  here.users++;
  return () => {
    here.users--;
    here.joined
      .then((leave) => {
        // Another one may have come while it was joined.
        if (here.users > 0 || joinedCommunities.get(id) !== here) {
          return undefined;
        }
        joinedCommunities.delete(id);
        return leave();
      })
      .catch(() => {});
  };
}

function joinCommunity(id: string): Community {
  // Its new discussions are not in the log: the screen may have read them before the hub was there. A lost connection is watched by itself.
  const isEarly = connection.peek() !== "live" && connection.peek() !== "offline";
  const attempt = async (): Promise<() => Promise<void>> => {
    for (;;) {
      try {
        const leave = await api.realtime.community(id);
        returns.value += isEarly ? 1 : 0;
        return leave;
      } catch (error) {
        if (error instanceof HubRefused || made.users === 0) {
          joinedCommunities.delete(id);
          throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, JoinDelay));
      }
    }
  };
  const made: Community = { users: 0, joined: Promise.resolve(async () => {}) };
  made.joined = attempt();
  made.joined.catch(() => {});
  joinedCommunities.set(id, made);
  return made;
}

/** Takes the messages of a joined place. Returns a function that ends it. */
function hearChannel(target: Target, channel: Channel, typing: (userId: string, isTyping: boolean) => void): () => void {
  connection.value = api.realtime.state;
  // Those of a place that another one has joined before may have changed since.
  if (!heard.has(channel)) {
    heard.add(channel);
    apply([{ kind: "page", channelId: channel.id, items: channel.recent, hasEarlier: undefined }]);
  }
  const ends = [
    channel.on("message", (message) => {
      apply([{ kind: "message", message, isNext: true }]);
      if (message.client_id) {
        outbox.discard(message.client_id);
      }
    }),
    channel.on("message_updated", (message) => apply([{ kind: "message changed", message }])),
    channel.on("message_deleted", (message) => apply([{ kind: "message changed", message }])),
    channel.on("reaction_changed", (change) =>
      apply([{ kind: "reactions", channelId: change.channel_id, messageId: change.message_id, reactions: change.reactions }]),
    ),
    channel.on("typing", ({ user_id }) => typing(user_id, true)),
    channel.on("stop_typing", ({ user_id }) => typing(user_id, false)),
    channel.on("caught_up", () => void readLast(target).catch(() => {})),
  ];
  return () => {
    for (const end of ends) {
      end();
    }
  };
}

/** Reads the last messages of a place. Returns the channel's id if it has messages. `isAnew`: in place of a run that does not reach them. */
export async function readLast(target: Target, isAnew = false): Promise<string | undefined> {
  const { resource, id } = placeOf(target);
  const page = await readKept<Schemas["MessagePage"]>(`messages ${target}`, () => resource().messages(id, { limit: 50 }));
  const channelId = page.items[0]?.channel_id;
  if (channelId) {
    const kind = isAnew && reaches.of(channelId).peek()?.end !== undefined ? "run" : "page";
    apply([{ kind, channelId, items: page.items, hasEarlier: page.next_cursor != null }]);
  }
  return channelId;
}

/** Keeps the last known messages of a place for a time without a network. */
export async function keepLast(target: Target, channelId: string): Promise<void> {
  const known = messages.of(channelId).peek() ?? [];
  const reach = reaches.of(channelId).peek();
  if (reach?.end !== undefined) {
    return;
  }
  const hasEarlier = known.length > Kept || reach?.hasEarlier;
  // Only whether there is a cursor is read from it.
  await keepAnswer(`messages ${target}`, { items: known.slice(-Kept), next_cursor: hasEarlier ? "earlier" : null });
}

/** Messages of a place that can be read without a network. */
const Kept = 50;

/** Tells each listener of a notification or of a message in any conversation. */
export const news = signal(0);

function markThread(id: string, unread: number): void {
  const thread = threads.of(id).peek();
  if (thread) {
    apply([{ kind: "thread", thread: { ...thread, unread } }]);
  }
}

/**
 * How often this page came back after it had been away: without the hub, also between its first reads and the first connection, or hidden for a
 * while. A screen that shows what may have changed meanwhile has it among the inputs of its loading.
 */
export const returns = signal(0);
/** Milliseconds: a page that was hidden for longer is read anew. */
const LongHidden = 60_000;

function watchReturns(): void {
  let wasAway = false;
  api.realtime.on("state", (state) => {
    if (state === "offline") {
      wasAway = true;
    } else if (state === "live") {
      // What was missed before the first connection is told by the log.
      returns.value += wasAway ? 1 : 0;
      wasAway = false;
    }
  });
  let hiddenAt = Number.POSITIVE_INFINITY;
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      hiddenAt = Date.now();
    } else if (Date.now() - hiddenAt > LongHidden) {
      returns.value++;
    }
  });
}

/** Takes changes of things that are known here, wherever they were made. What is not known is read when it is shown. */
function hearChanges(): void {
  const ignore = () => {};
  const rereadEvent = (id: string) => {
    if (events.of(id).peek()) {
      void readEvent(id).catch(ignore);
    }
    if (registrations.of(id).peek() !== undefined) {
      void readRegistration(id).catch(ignore);
    }
  };
  api.realtime.on("ticket_changed", ({ event_id }) => rereadEvent(event_id));
  // Another time or place, and what the refund is since then; a new guest of one's own event.
  api.realtime.on("notification", ({ target }) => {
    if (target.type === "event" && target.id) {
      rereadEvent(target.id);
    }
  });
  api.realtime.on("thread_updated", ({ thread_id: id, title, is_pinned, is_locked, is_deleted }) => {
    const known = threads.of(id).peek();
    if (is_deleted) {
      apply([{ kind: "gone", of: "thread", id }]);
    } else if (known) {
      apply([{ kind: "thread", thread: { ...known, title: title ?? known.title, is_pinned, is_locked } }]);
      // The event has not all of it: the text may be another one, too.
      api.threads.get(id).then((thread) => threads.of(id).peek() && apply([{ kind: "thread", thread }]), ignore);
    }
  });
  const reread = ({ community_id: id }: { community_id: string }) => {
    if (communities.of(id).peek()) {
      void readCommunity(id).catch(ignore);
    }
  };
  api.realtime.on("community_updated", reread);
  api.realtime.on("role_changed", reread);
}

/** Begins to listen. */
export function start(): void {
  const look = () => {
    isOnline.value = navigator.onLine;
    if (navigator.onLine) {
      outbox.wake();
      void sendScans().catch(() => {});
    }
  };
  addEventListener("online", look);
  addEventListener("offline", look);
  api.realtime.on("state", (state) => {
    connection.value = state;
    if (state === "live") {
      outbox.wake();
      void sendScans().catch(() => {});
    }
  });
  const tell = () => {
    news.value++;
  };
  api.realtime.on("notification", tell);
  api.realtime.on("unread_changed", ({ channel_id, unread }) => markThread(channel_id, unread));
  api.realtime.on("read", ({ channel_id }) => markThread(channel_id, 0));
  hearChanges();
  watchReturns();
  hearCalls();
  let before: string | undefined;
  let following: AbortController | undefined;
  effect(() => {
    const now = me.value;
    if (before !== undefined && before !== now?.id) {
      // Also while the next person is not known yet: nothing of the former one is done in their name.
      apply([{ kind: "signed out" }]);
      if (isInCall.peek()) {
        withCalls((calls) => calls.hangUp());
      }
      ringing.value = [];
      closeLog();
      outbox.clear();
      connection.value = undefined;
      void forgetAll(before).catch(() => {});
    }
    if (before !== now?.id) {
      following?.abort();
      following = undefined;
      own(now?.id);
      void dropOldAnswers().catch(() => {});
      if (now) {
        void outbox.restore().catch(() => {});
        void sendScans().catch(() => {});
      }
    }
    before = now?.id;
    // Guests have no log until they are an account.
    if (now && !now.isGuest && !following) {
      following = new AbortController();
      // A refusal ends it: the session is over. The next start begins anew.
      followLog(now.id, following.signal, (changes, isLate) => {
        // What came before the hub was there is told by the log alone.
        for (const { id, unread } of changes.channels) {
          markThread(id, unread);
        }
        returns.value += isLate && hasNews(changes) ? 1 : 0;
        tell();
      }).catch(() => {});
      resumeCall();
    }
  });
}
