// The store: the known objects, each once, in signals. Screens read it. Whatever brings news (an answer of the API, the hub, later a log of
// changes) describes it as changes and calls `apply`; nothing else writes here.
import type { Message, Schemas } from "@community/sdk";
import { batch, type Signal, signal } from "@preact/signals";

export type Event = Schemas["EventView"];
export type Registration = Schemas["RegistrationView"];
export type CommunityView = Schemas["CommunityView"];
export type Thread = Schemas["ThreadView"];

export type Change =
  | { kind: "event"; event: Event }
  /** Null: the person has no registration. */
  | { kind: "registration"; eventId: string; registration: Registration | null }
  | { kind: "community"; community: CommunityView }
  | { kind: "thread"; thread: Thread }
  | { kind: "message"; message: Message }
  | { kind: "reactions"; channelId: string; messageId: string; reactions: Message["reactions"] }
  /** Everything that belongs to a person, when they sign out. */
  | { kind: "signed out" };

class Things<T> {
  readonly #all = new Map<string, Signal<T | undefined>>();

  /** The signal of a thing; its value is undefined until the thing is known. */
  of(id: string): Signal<T | undefined> {
    let one = this.#all.get(id);
    if (!one) {
      one = signal<T | undefined>(undefined);
      this.#all.set(id, one);
    }
    return one;
  }

  clear(): void {
    for (const one of this.#all.values()) {
      one.value = undefined;
    }
  }
}

export const events = new Things<Event>();
/** By the event's id. */
export const registrations = new Things<Registration | null>();
export const communities = new Things<CommunityView>();
export const threads = new Things<Thread>();
/** The known messages of a channel, in the order of their numbers. */
export const messages = new Things<readonly Message[]>();

/** Takes news in. Readers are told once, after all of it. */
export function apply(changes: Iterable<Change>): void {
  batch(() => {
    for (const change of changes) {
      take(change);
    }
  });
}

function take(change: Change): void {
  switch (change.kind) {
    case "event":
      events.of(change.event.id).value = change.event;
      break;
    case "registration":
      registrations.of(change.eventId).value = change.registration;
      break;
    case "community":
      communities.of(change.community.id).value = change.community;
      break;
    case "thread":
      threads.of(change.thread.id).value = change.thread;
      break;
    case "message": {
      const channel = messages.of(change.message.channel_id);
      channel.value = placed(channel.value ?? [], change.message);
      break;
    }
    case "reactions": {
      const channel = messages.of(change.channelId);
      channel.value = channel.value?.map((message) =>
        message.id === change.messageId ? { ...message, reactions: change.reactions } : message,
      );
      break;
    }
    case "signed out":
      for (const all of [events, registrations, communities, threads, messages]) {
        all.clear();
      }
  }
}

/** The list with a message at the place of its number; one with the same number is replaced. */
export function placed(list: readonly Message[], message: Message): readonly Message[] {
  let at = list.length;
  while (at > 0 && (list[at - 1] as Message).seq > message.seq) {
    at--;
  }
  const isKnown = list[at - 1]?.seq === message.seq;
  return [...list.slice(0, isKnown ? at - 1 : at), message, ...list.slice(at)];
}
