// The logs of the fake's users, as docs/sync.md describes them: the whole state, or what has changed since a token.
import type { Schemas } from "../generated/resources.js";

export type SyncChanges = Schemas["SyncView"];

/** The lists of an answer, with the kind that `removed` names. */
const kinds = {
  channels: "channel",
  communities: "community",
  notifications: "notification",
  connections: "connection",
  registrations: "registration",
  people: "person",
} as const;

type List = keyof typeof kinds;

type Entry = { id: string };

const lists = Object.keys(kinds) as List[];

export class FakeLog {
  readonly #changes = new Map<string, Partial<SyncChanges>[]>();
  readonly #waiting = new Map<string, Set<() => void>>();

  /** Adds entries to a user's log, and wakes the requests that wait for them. */
  add(userId: string, changes: Partial<SyncChanges>): void {
    this.#of(userId).push(structuredClone(changes));
    for (const wake of [...(this.#waiting.get(userId) ?? [])]) {
      wake();
    }
  }

  /** What has changed since the token. Without one, and with one that is not this user's, the whole state. */
  read(userId: string, since?: string | null): SyncChanges {
    const all = this.#of(userId);
    const from = all
      .map((_, index) => index + 1)
      .concat(0)
      .find((index) => since === tokenOf(userId, index));
    return answerOf(all.slice(from ?? 0), tokenOf(userId, all.length), from === undefined);
  }

  /** The same, as soon as there is a change, after so many seconds at the latest. */
  async wait(userId: string, since: string | null, seconds: number): Promise<SyncChanges> {
    const isNow = since === null || since !== tokenOf(userId, this.#of(userId).length);
    if (!isNow && seconds > 0) {
      await new Promise<void>((resolve) => {
        const waiting = this.#waiting.get(userId) ?? new Set();
        this.#waiting.set(userId, waiting);
        const end = () => {
          clearTimeout(timer);
          waiting.delete(end);
          resolve();
        };
        const timer = setTimeout(end, seconds * 1000);
        (timer as { unref?: () => void }).unref?.();
        waiting.add(end);
      });
    }
    return this.read(userId, since);
  }

  #of(userId: string): Partial<SyncChanges>[] {
    const known = this.#changes.get(userId) ?? [];
    this.#changes.set(userId, known);
    return known;
  }
}

const tokenOf = (userId: string, length: number) => `fake.${userId}.${length}`;

/** Later entries replace earlier ones with the same id; in the whole state nothing is removed. */
function answerOf(changes: Partial<SyncChanges>[], token: string, isWhole: boolean): SyncChanges {
  const kept = Object.fromEntries(lists.map((list) => [list, new Map<string, Entry>()])) as Record<List, Map<string, Entry>>;
  const removed = new Map<string, Schemas["SyncRemoved"]>();
  const latest: Partial<SyncChanges> = {};
  for (const change of changes) {
    for (const list of lists) {
      for (const entry of (change[list] ?? []) as Entry[]) {
        kept[list].set(entry.id, entry);
        removed.delete(`${kinds[list]} ${entry.id}`);
      }
    }
    for (const one of change.removed ?? []) {
      removed.set(`${one.kind} ${one.id}`, one);
      kept[lists.find((list) => kinds[list] === one.kind) ?? "people"].delete(one.id);
    }
    const { wallet, plan, subscription, unread_notifications } = change;
    for (const [name, value] of Object.entries({ wallet, plan, subscription, unread_notifications })) {
      if (value !== undefined && value !== null) {
        Object.assign(latest, { [name]: value });
      }
    }
  }
  return {
    token,
    is_whole: isWhole,
    unread_notifications: 0,
    wallet: null,
    plan: null,
    subscription: null,
    channels_cursor: null,
    notifications_cursor: null,
    ...latest,
    ...(Object.fromEntries(lists.map((list) => [list, [...kept[list].values()]])) as unknown as Pick<SyncChanges, List>),
    removed: isWhole ? [] : [...removed.values()],
  };
}
