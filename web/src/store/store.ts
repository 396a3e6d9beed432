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
  /** Deleted, or no longer for this person. */
  | { kind: "gone"; of: "community" | "thread"; id: string }
  /** A new message. `isNext`: each one before it was told, so nothing is missing between it and those. */
  | { kind: "message"; message: Message; isNext: boolean }
  /** An edit or a deletion. A message that is not loaded stays so: the list would seem to reach back to it. */
  | { kind: "message changed"; message: Message }
  /** Messages without a hole: the last ones, or those before the first known one (`before`: its number). `hasEarlier` undefined: the answer does not say. */
  | { kind: "page"; channelId: string; items: readonly Message[]; hasEarlier: boolean | undefined; before?: number }
  /** Messages without a hole, in place of the known ones. `end`: the number of the channel's last message; absent: it is among them. */
  | { kind: "run"; channelId: string; items: readonly Message[]; hasEarlier: boolean; end?: number | null }
  /** Messages without a hole after the last known one (`after`: its number). `end`: that of the channel's last message, if no more follow. */
  | { kind: "later"; channelId: string; items: readonly Message[]; after: number; end?: number | null }
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

/** How far the known messages of a channel reach. */
export interface Reach {
  /** Up to this number nothing is missing after the first known message. */
  upTo: number;
  /** Whether there are messages before the first known one. */
  hasEarlier: boolean;
  /** The number of the channel's last message, if the known ones do not reach it. */
  end?: number;
}
/** By the channel's id. */
export const reaches = new Things<Reach>();

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
    case "gone":
      (change.of === "thread" ? threads : communities).of(change.id).value = undefined;
      break;
    case "message": {
      const { channel_id: id, seq } = change.message;
      const channel = messages.of(id);
      const reach = reaches.of(id);
      if (reach.value?.end !== undefined && seq > reach.value.upTo) {
        // It is read with those before it.
        reach.value = { ...reach.value, end: Math.max(reach.value.end, seq) };
        break;
      }
      channel.value = placed(channel.value ?? [], change.message);
      if (!reach.value) {
        reach.value = { upTo: seq, hasEarlier: seq > 1 };
      } else if (seq > reach.value.upTo && (change.isNext || seq === reach.value.upTo + 1)) {
        reach.value = { ...reach.value, upTo: seq };
      }
      break;
    }
    case "message changed": {
      const channel = messages.of(change.message.channel_id);
      if (channel.value?.some((one) => one.seq === change.message.seq)) {
        channel.value = placed(channel.value, change.message);
      }
      break;
    }
    case "page":
      takePage(change);
      break;
    case "run": {
      const upTo = change.items.at(-1)?.seq ?? 0;
      messages.of(change.channelId).value = change.items;
      reaches.of(change.channelId).value = reachOf(upTo, change.hasEarlier, change.end);
      break;
    }
    case "later": {
      const channel = messages.of(change.channelId);
      const reach = reaches.of(change.channelId);
      if (reach.value?.upTo === change.after) {
        channel.value = change.items.reduce(placed, channel.value ?? []);
        // The last number may be that of a message which the reader does not see.
        const upTo = Math.max(change.after, change.items.at(-1)?.seq ?? 0, change.end ?? 0);
        reach.value = reachOf(upTo, reach.value.hasEarlier, reach.value.end);
      }
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
      for (const all of [events, registrations, communities, threads, messages, reaches]) {
        all.clear();
      }
  }
}

const reachOf = (upTo: number, hasEarlier: boolean, end: number | null | undefined): Reach =>
  end != null && end > upTo ? { upTo, hasEarlier, end } : { upTo, hasEarlier };

function takePage({ channelId, items, hasEarlier, before }: Extract<Change, { kind: "page" }>): void {
  const channel = messages.of(channelId);
  const reach = reaches.of(channelId);
  const known = channel.value ?? [];
  if (before !== undefined && known[0]?.seq !== before) {
    // The list began anew meanwhile: the page would not reach up to it.
    return;
  }
  const numbers = items.map((one) => one.seq);
  const first = Math.min(...numbers, before ?? Number.POSITIVE_INFINITY);
  const last = Math.max(...numbers, 0);
  const present = reach.value;
  // More was missed than a page has. The older run is dropped, and can be read again as earlier messages: a hole in the middle could not be filled.
  const isApart = before === undefined && present !== undefined && hasEarlier !== false && items.length > 0 && first > present.upTo + 1;
  if (isApart && present.end !== undefined) {
    // An older run is being read. It goes on to these by itself, or is replaced when the reader asks for the end.
    reach.value = { ...present, end: Math.max(present.end, last) };
    return;
  }
  const kept = isApart ? known.filter((one) => one.seq >= first) : known;
  const keptFirst = kept[0]?.seq ?? Number.POSITIVE_INFINITY;
  const isKnown = present !== undefined && !isApart && (keptFirst < first || (keptFirst === first && hasEarlier === undefined));
  channel.value = items.reduce(placed, kept);
  reach.value = reachOf(
    isApart || !present ? last : Math.max(last, present.upTo),
    isKnown ? present.hasEarlier : (hasEarlier ?? (items.length > 0 && first > 1)),
    present?.end,
  );
}

/** The reactions with one's own, or without it. */
export function withMine(reactions: Message["reactions"], emoji: string, isMine: boolean): Message["reactions"] {
  const present = reactions.find((one) => one.emoji === emoji);
  if (!present) {
    return isMine ? [...reactions, { emoji, count: 1, reacted: true }] : reactions;
  }
  if (present.reacted === isMine) {
    return reactions;
  }
  return reactions
    .map((one) => (one === present ? { ...one, reacted: isMine, count: one.count + (isMine ? 1 : -1) } : one))
    .filter((one) => one.count > 0);
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
