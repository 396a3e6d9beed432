// Where the store's news come from today: answers of the API, and the hub's events. A log of changes will take their place here.
import { type Channel, NotFound, type RealtimeState } from "@community/sdk";
import { effect, signal } from "@preact/signals";
import { api, me } from "../app/api.js";
import { forgetAll } from "./idb.js";
import { Outbox } from "./outbox.js";
import { apply, type Event } from "./store.js";

/** The state of the hub's connection; undefined: it was not needed yet. */
export const connection = signal<RealtimeState | undefined>(undefined);
/** Whether the browser believes that there is a network. */
export const isOnline = signal(navigator.onLine);

export const outbox = new Outbox(
  (message) => api.threads.post(message.threadId, { content: message.content, client_id: message.clientId }, { maxRetries: 0 }),
  (message) => apply([{ kind: "message", message }]),
);

export async function readEvent(id: string): Promise<void> {
  apply([{ kind: "event", event: await api.events.get(id) }]);
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

export const takeEvents = (events: Event[]): void => apply(events.map((event) => ({ kind: "event", event })));

/** Follows a thread: its last messages now, and each later one. Returns what ends it. */
export async function follow(
  threadId: string,
  typing: (userId: string, isTyping: boolean) => void,
): Promise<{ channel: Channel; end: () => void }> {
  const channel = await api.realtime.thread(threadId);
  connection.value = api.realtime.state;
  apply(channel.recent.map((message) => ({ kind: "message", message })));
  const ends = [
    channel.on("message", (message) => {
      apply([{ kind: "message", message }]);
      if (message.client_id) {
        outbox.discard(message.client_id);
      }
    }),
    channel.on("message_updated", (message) => apply([{ kind: "message", message }])),
    channel.on("message_deleted", (message) => apply([{ kind: "message", message }])),
    channel.on("reaction_changed", (change) =>
      apply([{ kind: "reactions", channelId: change.channel_id, messageId: change.message_id, reactions: change.reactions }]),
    ),
    channel.on("typing", ({ user_id }) => typing(user_id, true)),
    channel.on("stop_typing", ({ user_id }) => typing(user_id, false)),
    channel.on("caught_up", () => void readLast(threadId)),
  ];
  return {
    channel,
    end: () => {
      for (const end of ends) {
        end();
      }
      void channel.leave().catch(() => {});
    },
  };
}

/** The last messages of a thread, or those before a number. Returns whether there are earlier ones. */
export async function readLast(threadId: string, beforeSeq?: number): Promise<boolean> {
  const page = await api.threads.messages(threadId, { limit: 50, ...(beforeSeq ? { before_seq: beforeSeq } : {}) });
  apply(page.items.map((message) => ({ kind: "message", message })));
  return page.next_cursor != null;
}

/** Begins to listen. */
export function start(): void {
  const look = () => {
    isOnline.value = navigator.onLine;
    if (navigator.onLine) {
      outbox.wake();
    }
  };
  addEventListener("online", look);
  addEventListener("offline", look);
  api.realtime.on("state", (state) => {
    connection.value = state;
    if (state === "live") {
      outbox.wake();
    }
  });
  let before: string | undefined;
  effect(() => {
    const now = me.value;
    if (now === undefined) {
      return;
    }
    if (before !== undefined && before !== now?.id) {
      apply([{ kind: "signed out" }]);
      outbox.clear();
      connection.value = undefined;
      void forgetAll();
    }
    before = now?.id;
    if (now) {
      void outbox.restore();
    }
  });
}
