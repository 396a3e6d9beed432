// The person's log: everything that concerns them, from one request at the start and then each change over the hub. What it brought is kept on the
// device with its token, so the next start begins where this one ended.
import { ConnectionFailed, type HubEvents, type Message, type Schemas } from "@community/sdk";
import { computed, signal } from "@preact/signals";
import { api, me } from "../app/api.js";
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

/** How many entries are kept; a screen reads older ones itself. */
const most: Partial<Record<Kind, number>> = { notifications: 100 };

/** The present state of the log. */
export type LogState = { readonly [Name in Kind]: readonly Changes[Name][number][] } & {
  /** Names the moment: the next changes are those after it. */
  readonly token?: string;
  readonly unreadNotifications: number;
  readonly wallet: Changes["wallet"];
  readonly plan: Changes["plan"];
  /** The last message of conversations, by the channel's id. The log has its number only; the rest comes with the message. */
  readonly lasts: Readonly<Record<string, Last>>;
  /** Where the older channels are, which a whole state leaves out. */
  readonly olderChannels?: string | null;
};

/** As much of a message as a list shows. */
export type Last = Pick<Message, "seq" | "author_id" | "content" | "is_deleted">;

export const empty: LogState = {
  channels: [],
  communities: [],
  notifications: [],
  connections: [],
  registrations: [],
  unreadNotifications: 0,
  wallet: null,
  plan: null,
  lasts: {},
};

type Entry = { readonly id: string };

/** Whether an answer of the log has anything but its token. */
export const hasNews = (changes: Changes): boolean =>
  changes.is_whole || [...lists, "removed" as const].some((name) => changes[name].length > 0) || !!(changes.wallet ?? changes.plan);

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
    ...(Object.fromEntries(lists.map((name) => [name, merged(name).slice(0, most[name])])) as unknown as Pick<LogState, Kind>),
    token: changes.token,
    unreadNotifications: changes.unread_notifications,
    wallet: changes.wallet ?? base.wallet,
    plan: changes.plan ?? base.plan,
    lasts: state.lasts,
    olderChannels: changes.is_whole ? changes.channels_cursor : base.olderChannels,
  };
}

/** The state after a message was changed or deleted: an excerpt of it changes, too. */
export function withChanged(state: LogState, { channel_id: id, seq, author_id, content, is_deleted }: Message): LogState {
  return state.lasts[id]?.seq === seq ? { ...state, lasts: { ...state.lasts, [id]: { seq, author_id, content, is_deleted } } } : state;
}

export type LogChannel = LogState["channels"][number];

const withChannel = (state: LogState, id: string, change: (channel: LogChannel) => LogChannel): LogState => ({
  ...state,
  channels: state.channels.map((one) => (one.id === id ? change(one) : one)),
});

/** The state with the numbers of a channel, which come without the rest of it. */
export const withUnread = (
  state: LogState,
  { channel_id, ...numbers }: HubEvents["unread_changed"],
  now = new Date().toISOString(),
): LogState =>
  withChannel(state, channel_id, (one) => ({
    ...one,
    ...numbers,
    last_activity: numbers.last_seq > one.last_seq ? now : one.last_activity,
  }));

/** The state after a message of a channel. `isSeen`: the reader wrote it, or sees it. */
export function withMessage(state: LogState, message: Message, isSeen: boolean): LogState {
  const { channel_id: id, seq, author_id, content, is_deleted } = message;
  const known = state.lasts[id];
  const lasts = known && known.seq > seq ? state.lasts : { ...state.lasts, [id]: { seq, author_id, content, is_deleted } };
  return withChannel({ ...state, lasts }, id, (one) =>
    seq > one.last_seq ? { ...one, last_seq: seq, last_activity: message.created_at, unread: isSeen ? one.unread : one.unread + 1 } : one,
  );
}

/** The state after the reader has read a channel up to a number. */
export const withRead = (state: LogState, { channel_id, last_read_seq }: HubEvents["read"]): LogState =>
  withChannel(state, channel_id, (one) => ({
    ...one,
    last_read_seq: Math.max(one.last_read_seq, last_read_seq),
    ...(last_read_seq >= one.last_seq ? { unread: 0, mentions: 0 } : {}),
  }));

export const log = signal<LogState>(empty);

/** Conversations, the last active first. */
export const conversations = computed(() =>
  log.value.channels.filter((one) => one.kind === "direct").sort((a, b) => b.last_activity.localeCompare(a.last_activity)),
);

/** Names the conversations whose last message is not known yet; empty: all are known. */
export const missingLasts = computed(() =>
  conversations.value
    .slice(0, Page)
    .filter((one) => one.last_seq > 0 && (log.value.lasts[one.id]?.seq ?? 0) < one.last_seq)
    .map((one) => `${one.id} ${one.last_seq}`)
    .join(),
);
const Page = 50;

/** Changes the state, and keeps it a moment later: changes come in bursts. */
function change(next: LogState): void {
  log.value = next;
  keeping ??= setTimeout(keepNow, KeepDelay);
}

function keepNow(): void {
  clearTimeout(keeping);
  keeping = undefined;
  if (owner) {
    void keep("log", owner, log.peek(), owner).catch(() => {});
  }
}
let keeping: ReturnType<typeof setTimeout> | undefined;
let owner: string | undefined;
/** Milliseconds. */
const KeepDelay = 300;

// The page may go within the delay.
addEventListener("pagehide", () => {
  if (keeping) {
    keepNow();
  }
});

/** Reads the last message of each conversation. */
export async function readLasts(): Promise<void> {
  const page = await api.direct.list({ limit: Page });
  change(page.items.reduce((state, one) => (one.last_message ? withMessage(state, one.last_message, true) : state), log.peek()));
}

/** Reads the channels that the whole state left out. */
export async function readOlderChannels(): Promise<void> {
  const cursor = log.peek().olderChannels;
  if (cursor) {
    const page = await api.sync.channels({ cursor });
    const known = new Set(log.peek().channels.map((one) => one.id));
    change({
      ...log.peek(),
      channels: [...log.peek().channels, ...page.items.filter((one) => !known.has(one.id))],
      olderChannels: page.next_cursor,
    });
  }
}

/** Whether the reader wants news of a channel. */
const isHeard = (one: LogChannel) => one.level !== "none" && !(one.muted_until && Date.parse(one.muted_until) > Date.now());

/** Channels with unread messages, the last active first, without muted ones and those that the person only reads. */
export const unreadChannels = (isDirect: boolean): LogChannel[] =>
  log
    .peek()
    .channels.filter((one) => one.unread > 0 && isHeard(one) && (isDirect ? one.kind === "direct" : one.my_role !== "reader"))
    .sort((a, b) => b.last_activity.localeCompare(a.last_activity));

/** Where a channel is read. */
export const channelPath = ({ kind, id, community, event, peer }: LogChannel): string =>
  kind === "direct"
    ? `/messages/${peer?.id}`
    : kind === "event"
      ? `/events/${event?.id}/chat`
      : community
        ? `/communities/${community.id}/threads/${id}`
        : `/channels/${id}`;

/** Unread messages by the community in whose discussions they are, without muted ones and those that the person only reads. */
export const unreadIn = computed(() => {
  const all = new Map<string, number>();
  for (const one of log.value.channels) {
    if (one.kind === "thread" && one.community && one.unread > 0 && one.my_role !== "reader" && isHeard(one)) {
      all.set(one.community.id, (all.get(one.community.id) ?? 0) + one.unread);
    }
  }
  return all;
});

const sum = (counts: Iterable<number>) => [...counts].reduce((total, one) => total + one, 0);

/** Unread notifications, and unread messages of conversations and of communities that are not muted. */
export const unread = computed(() => ({
  notifications: log.value.unreadNotifications,
  messages: sum(log.value.channels.filter((one) => one.kind === "direct" && isHeard(one)).map((one) => one.unread)),
  communities: sum(unreadIn.value.values()),
}));

/** By channel: whether its last message is before the reader's eyes. A new one there is not unread for a moment before it is read. */
export const looking = new Map<string, () => boolean>();

/** After the first screen: the hub's code comes by itself. */
const HubDelay = 1500;

/** Why the log could not be read at the start. It is tried on; a screen that has nothing to show says it. */
export const logFailure = signal<unknown>(undefined);
let readLog = async (): Promise<void> => {};
/** Reads the log again. */
export const retryLog = (): void => void readLog();

/**
 * Follows the log of a person until the signal. `heard` is called with each change; `isLate`: with what came between the answer at the start and
 * the first connection of the hub.
 */
export async function followLog(userId: string, end: AbortSignal, heard: (changes: Changes, isLate: boolean) => void): Promise<void> {
  const take = (changes: Changes, isLate = false) => {
    if (end.aborted) {
      return;
    }
    logFailure.value = undefined;
    change(applied(log.peek(), changes));
    heard(changes, isLate);
  };
  const known = await kept<LogState>("log", userId);
  if (end.aborted) {
    return;
  }
  owner = userId;
  if (known) {
    log.value = { ...empty, ...known };
  }
  const changed = (message: Message) => {
    const next = withChanged(log.peek(), message);
    if (next !== log.peek()) {
      change(next);
    }
  };
  const offs = [
    api.realtime.on("message_updated", changed),
    api.realtime.on("message_deleted", changed),
    api.realtime.on("unread_changed", (numbers) => change(withUnread(log.peek(), numbers))),
    api.realtime.on("read", (read) => change(withRead(log.peek(), read))),
    api.realtime.on("new_message", (message) => {
      const isSeen = document.visibilityState === "visible" && looking.get(message.channel_id)?.();
      change(withMessage(log.peek(), message, isSeen || message.author_id === me.peek()?.id));
    }),
  ];
  end.addEventListener("abort", () => {
    for (const off of offs) {
      off();
    }
  });
  readLog = async () => {
    logFailure.value = undefined;
    try {
      const { token } = log.peek();
      take(await api.sync.read(token ? { since: token } : {}, { signal: end }));
    } catch (error) {
      // The stored state stays; the hub begins with the same token.
      logFailure.value = end.aborted ? undefined : error;
    }
  };
  await readLog();
  let isFirst = true;
  for (;;) {
    await new Promise((go) => setTimeout(go, HubDelay));
    if (end.aborted) {
      return;
    }
    try {
      const { token } = log.peek();
      for await (const changes of api.sync.follow({ ...(token ? { since: token } : {}), realtime: true, signal: end })) {
        take(changes, isFirst);
        isFirst = false;
      }
    } catch (error) {
      // No connection came about: again in a moment.
      if (!(error instanceof ConnectionFailed)) {
        throw error;
      }
    }
  }
}

/** Forgets the state: another person may be next. */
export function closeLog(): void {
  owner = undefined;
  log.value = empty;
  logFailure.value = undefined;
}
