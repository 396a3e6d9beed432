// The person's log: everything that concerns them, from one request at the start and then each change over the hub. What it brought is kept on the
// device with its token, so the next start begins where this one ended.
import { ConnectionFailed, type Schemas } from "@community/sdk";
import { computed, signal } from "@preact/signals";
import { api } from "../app/api.js";
import { keep, kept } from "./idb.js";

type Changes = Schemas["SyncView"];

/** The kinds of entries that are lists; `removed` names them in the singular. */
const kinds = {
  channel: "channels",
  community: "communities",
  notification: "notifications",
  connection: "connections",
  registration: "registrations",
} as const;
type Kind = (typeof kinds)[keyof typeof kinds];
const lists = Object.values(kinds);

/** What the log says now. */
export type LogState = { readonly [Name in Kind]: readonly Changes[Name][number][] } & {
  /** Names the moment: the next changes are those after it. */
  readonly token?: string;
  readonly unreadNotifications: number;
  readonly wallet: Changes["wallet"];
  readonly plan: Changes["plan"];
};

export const empty: LogState = {
  channels: [],
  communities: [],
  notifications: [],
  connections: [],
  registrations: [],
  unreadNotifications: 0,
  wallet: null,
  plan: null,
};

type Entry = { readonly id: string };

/** The state after an answer of the log. An answer that is lost, or taken twice, does no harm. */
export function applied(state: LogState, changes: Changes): LogState {
  const base = changes.is_whole ? empty : state;
  const gone = (name: Kind) =>
    new Set(changes.removed.filter((one) => kinds[one.kind as keyof typeof kinds] === name).map((one) => one.id));
  const merged = (name: Kind): readonly Entry[] => {
    const fresh: readonly Entry[] = changes[name];
    const away = gone(name);
    if (fresh.length === 0 && away.size === 0) {
      return base[name];
    }
    const replaced = new Set(fresh.map((one) => one.id));
    return [...fresh, ...base[name].filter((one) => !replaced.has(one.id) && !away.has(one.id))];
  };
  return {
    ...(Object.fromEntries(lists.map((name) => [name, merged(name)])) as unknown as Pick<LogState, Kind>),
    token: changes.token,
    unreadNotifications: changes.unread_notifications,
    wallet: changes.wallet ?? base.wallet,
    plan: changes.plan ?? base.plan,
  };
}

/** The state with another number of unread messages in a channel, which comes without the rest of it. */
export const withUnread = (state: LogState, channelId: string, count: number): LogState => ({
  ...state,
  channels: state.channels.map((one) => (one.id === channelId ? { ...one, unread: count } : one)),
});

export const log = signal<LogState>(empty);

/** Unread notifications, and unread messages of conversations that are not muted. */
export const unread = computed(() => ({
  notifications: log.value.unreadNotifications,
  messages: log.value.channels
    .filter((one) => one.kind === "direct" && one.level !== "none" && !(one.muted_until && Date.parse(one.muted_until) > Date.now()))
    .reduce((sum, one) => sum + one.unread, 0),
}));

/** After the first screen: the hub's code comes by itself. */
const HubDelay = 1500;

/** Follows the log of a person until the signal. `heard` is called for each change. */
export async function followLog(userId: string, end: AbortSignal, heard: () => void): Promise<void> {
  const take = (changes: Changes) => {
    if (end.aborted) {
      return;
    }
    log.value = applied(log.peek(), changes);
    void keep("log", userId, log.peek());
    heard();
  };
  const known = await kept<LogState>("log", userId);
  if (end.aborted) {
    return;
  }
  if (known) {
    log.value = known;
  }
  const off = api.realtime.on("unread_changed", (change) => {
    log.value = withUnread(log.peek(), change.channel_id, change.unread);
  });
  end.addEventListener("abort", off);
  try {
    const { token } = log.peek();
    take(await api.sync.read(token ? { since: token } : {}, { signal: end }));
  } catch {
    // Without a network, what is kept stays; the hub begins with the same token.
  }
  for (;;) {
    await new Promise((go) => setTimeout(go, HubDelay));
    if (end.aborted) {
      return;
    }
    try {
      const { token } = log.peek();
      for await (const changes of api.sync.follow({ ...(token ? { since: token } : {}), realtime: true, signal: end })) {
        take(changes);
      }
    } catch (error) {
      // No connection came about: again in a moment.
      if (!(error instanceof ConnectionFailed)) {
        throw error;
      }
    }
  }
}

/** Forgets what is known here: another person may be next. */
export function closeLog(): void {
  log.value = empty;
}
