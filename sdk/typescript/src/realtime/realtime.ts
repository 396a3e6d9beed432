// The hub: one connection, which reconnects by itself. After each reconnect every channel is resumed from its last reported message.
import { CommunityError, ConnectionFailed, Unauthorized } from "../core/errors.js";
import type { Http } from "../core/http.js";
import { Margin, type Session } from "../core/session.js";
import { backOff, limited, sleep, until } from "../core/timing.js";
import type { Schemas } from "../generated/resources.js";
import { Channel, type ChannelLink } from "./channel.js";
import { Emitter, type HubEvents, hubEvents, type Message } from "./events.js";

/** The used members of SignalR's connection. */
export interface HubConnection {
  start(): Promise<void>;
  stop(): Promise<void>;
  // biome-ignore lint/suspicious/noExplicitAny: as SignalR declares it
  invoke<T = any>(method: string, ...args: unknown[]): Promise<T>;
  // biome-ignore lint/suspicious/noExplicitAny: as SignalR declares it
  on(event: string, listener: (...args: any[]) => void): void;
  onclose(listener: (error?: Error) => void): void;
}

/** Makes a connection that was not started yet. */
export type OpenHub = (url: string, token: () => Promise<string>) => Promise<HubConnection>;

/** `live`: connected, and nothing is missing. `catching-up`: connected, and the missed messages are being read. `offline`: it tries again by itself. */
export type RealtimeState = "live" | "catching-up" | "offline";

/** The hub refused a call; `reason` is a word for programs. */
export class HubRefused extends CommunityError {
  override name = "HubRefused";
  readonly reason: string;
  constructor(reason: string, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

const MostBackOff = 30_000;
/** How many channels are resumed at a time: the hub limits joins. */
const AtOnce = 4;
const CallLimit = 60_000;

interface Events extends HubEvents {
  state: RealtimeState;
  /** A new connection is in use and nothing is missing, also if it replaced one that worked. A device rejoins its call now: the hub knows it by its connection. */
  connected: undefined;
}

/** Who follows the log. */
export interface LogReader {
  /** Of the last changes that were taken. */
  token: () => string | null;
  /** Whether too many are unread: then these changes are left out. */
  take: (changes: Schemas["SyncView"]) => boolean;
  end: (reason: Error) => void;
}

interface Line {
  hub: HubConnection;
  /** The last subscription to the log. */
  subscribed?: Promise<void> | undefined;
  closed: Promise<void>;
  isOpen: boolean;
  token: string;
  /** When its token expires: milliseconds since 1970. */
  expiresAt: number;
}

export class Realtime extends Emitter<Events> implements ChannelLink {
  readonly #http: Http;
  readonly #session: Session;
  readonly #open: OpenHub;
  readonly #channels = new Map<string, Channel>();
  readonly #joins = new Map<string, Promise<Channel>>();
  readonly #communities = new Set<string>();
  readonly #recent = new Map<string, Message[]>();
  #early: Message[] = [];
  #joining = 0;
  #line: Line | undefined;
  #state: RealtimeState = "offline";
  #end: AbortController | undefined;
  #userId: string | undefined;
  #log: LogReader | undefined;
  /** The line whose changes of the log are taken: it has, or will bring, all after the reader's token. */
  #source: Line | undefined;
  /** The line whose changes were left out, because too many were unread; it has to subscribe again. */
  #behind: Line | undefined;
  #waiting: (() => void)[] = [];
  #wake: (() => void) | undefined;

  /** Made by `Community`. */
  constructor(http: Http, session: Session, open: OpenHub = signalR) {
    super();
    this.#http = http;
    this.#session = session;
    this.#open = open;
    // The connection is one person's: it ends when they sign out, or when another user signs in.
    session.onChange((state) => {
      if (this.#userId !== undefined && state?.userId !== this.#userId) {
        void this.#finish(new Unauthorized(401, { detail: "The session has ended." }));
      }
    });
  }

  /** Not for callers. */
  get retryDelay(): number {
    return this.#http.options.retryDelay;
  }

  get state(): RealtimeState {
    return this.#state;
  }

  /** Connects, and stays connected until `close`. Joining and calling connect by themselves. Throws `Unauthorized` without a session. */
  async connect(signal?: AbortSignal | null): Promise<void> {
    await this.#connected(signal);
  }

  /** Ends the connection and all subscriptions. */
  close(): Promise<void> {
    return this.#finish(new CommunityError("The connection was closed."));
  }

  async #finish(reason: Error): Promise<void> {
    this.#end?.abort(reason);
    this.#end = undefined;
    this.#userId = undefined;
    for (const channel of this.#channels.values()) {
      channel.end();
    }
    this.#channels.clear();
    this.#joins.clear();
    this.#communities.clear();
    this.#log?.end(reason);
    this.#log = undefined;
    const line = this.#line;
    this.#line = undefined;
    this.#set("offline");
    this.#settle();
    await line?.hub.stop().catch(() => {});
  }

  /** Joins a thread. */
  thread(id: string): Promise<Channel> {
    return this.#join("Thread", id, `/threads/${id}/messages`);
  }

  /** Joins an event's chat. */
  chat(eventId: string): Promise<Channel> {
    return this.#join("Chat", eventId, `/events/${eventId}/chat/messages`);
  }

  /** Joins the conversation with a user. */
  direct(userId: string): Promise<Channel> {
    return this.#join("Direct", userId, `/direct/${userId}/messages`);
  }

  /** Subscribes to a community: `new_thread`, `member_joined` and `member_left`. Returns a function that ends it. */
  async community(id: string): Promise<() => Promise<void>> {
    await this.invoke("JoinCommunity", [id], true);
    this.#communities.add(id);
    return async () => {
      this.#communities.delete(id);
      await this.invoke("LeaveCommunity", [id], true);
    };
  }

  /**
   * Calls a method of the hub, as docs/hub.md lists them. Waits for the connection. A call that the hub certainly did not do is repeated; one that was
   * cut off is repeated only if it is repeatable.
   * @throws HubRefused if the hub refuses, ConnectionFailed if it was cut off, TimedOut after a minute.
   */
  async invoke<T>(method: string, args: unknown[] = [], isRepeatable = false, signal?: AbortSignal | null): Promise<T> {
    const [limit, stopClock, letGo] = limited(CallLimit, signal);
    try {
      for (;;) {
        const line = await this.#connected(limit);
        try {
          const answer = await until(line.hub.invoke<T>(method, ...args), limit);
          // What was joined on a line that was replaced meanwhile is joined again.
          if (!isRepeatable || line === this.#line || !this.#line?.isOpen) {
            return answer;
          }
        } catch (error) {
          limit.throwIfAborted();
          const refused = refusal(error);
          if (refused?.reason === "rate_limited" || refused?.reason === "unavailable") {
            await sleep(1000, limit);
          } else if (!refused || refused.reason === "stopping") {
            if (!refused && !isRepeatable) {
              throw new ConnectionFailed("The connection was cut.", { cause: error });
            }
            // Nothing more comes on this line.
            await until(Promise.race([line.closed, sleep(500, limit)]), limit);
          } else {
            throw refused;
          }
        }
      }
    } finally {
      stopClock();
      letGo();
    }
  }

  /** Not for callers: `sync.follow`. Returns a function that ends it. */
  follow(log: LogReader): () => void {
    if (this.#log) {
      throw new CommunityError("The log is followed already.");
    }
    this.#log = log;
    this.#source = undefined;
    // A connection that is not ready yet subscribes by itself.
    this.#behind = this.#state === "live" ? this.#line : undefined;
    return () => {
      const line = this.#line;
      if (this.#log === log) {
        this.#log = undefined;
        if (line) {
          line.subscribed = line.subscribed?.then(() => line.hub.invoke("Unsubscribe")).catch(() => {});
        }
      }
    };
  }

  /** Asks for changes of the log that were left out; undefined if there are none. Not for callers. */
  catchUp(signal?: AbortSignal | null): Promise<void> | undefined {
    const line = this.#behind;
    this.#behind = undefined;
    return (
      line &&
      until(
        this.#subscribe(line).catch(() => line.hub.stop()),
        signal,
      )
    );
  }

  /** Whether another line brings the log's changes. */
  #lacksLog(line: Line): boolean {
    return !!this.#log && this.#source !== line && this.#behind !== line;
  }

  /** Subscribes to the log on a line, one at a time: between two subscriptions, changes could seem to follow others that were left out. */
  #subscribe(line: Line): Promise<void> {
    const log = this.#log;
    const before = line.subscribed?.catch(() => {});
    line.subscribed = (async () => {
      // After its answer come no changes of the earlier subscription.
      await before?.then(() => call(line, "Unsubscribe"));
      if (line.isOpen && this.#log === log) {
        this.#behind = undefined;
        this.#source = line;
        await call(line, "Subscribe", log?.token());
      }
    })().catch((error) => log?.end(final(error)));
    return line.subscribed;
  }

  /** Not for callers. */
  history(path: string, afterSeq: number): Promise<Schemas["MessagePage"]> {
    return this.#http.send({ verb: "GET", path: `/api/v1${path}?after_seq=${afterSeq}&limit=100` }) as Promise<Schemas["MessagePage"]>;
  }

  /** Not for callers: `Channel.leave`. */
  async forget(channel: Channel, [method, id]: [string, string]): Promise<void> {
    this.#drop(channel);
    await this.invoke(method, [id], true);
  }

  #drop(channel: Channel): void {
    channel.end();
    this.#channels.delete(channel.id);
    for (const [key, joined] of this.#joins) {
      joined.then(
        (one) => one === channel && this.#joins.delete(key),
        () => {},
      );
    }
  }

  #join(kind: string, id: string, path: string): Promise<Channel> {
    const key = kind + id;
    const known = this.#joins.get(key);
    if (known) {
      return known;
    }
    const joined = this.#joinNew(kind, id, path);
    this.#joins.set(key, joined);
    joined.catch(() => this.#joins.delete(key));
    return joined;
  }

  async #joinNew(kind: string, id: string, path: string): Promise<Channel> {
    this.#joining++;
    try {
      const { channel_id, last_seq } = await this.invoke<{ channel_id: string; last_seq: number }>(`Join${kind}`, [id], true);
      const recent = [...(this.#recent.get(channel_id) ?? [])];
      // Messages may come between the join and its answer. No listener is added yet.
      let last = last_seq;
      for (const message of this.#early) {
        if (message.channel_id === channel_id && message.seq === last + 1) {
          recent.push(message);
          last = message.seq;
        }
      }
      const channel = new Channel(this, channel_id, path, [`Leave${kind}`, id], last, recent);
      this.#channels.set(channel_id, channel);
      return channel;
    } finally {
      if (--this.#joining === 0) {
        this.#early = [];
        this.#recent.clear();
      }
    }
  }

  /** The line, as soon as it is there. */
  async #connected(signal?: AbortSignal | null): Promise<Line> {
    if (!this.#end) {
      this.#end = new AbortController();
      void this.#run(this.#end);
    }
    const end = this.#end.signal;
    while (!this.#line?.isOpen) {
      await until(new Promise<void>((resolve) => this.#waiting.push(resolve)), signal);
      end.throwIfAborted();
    }
    return this.#line;
  }

  #settle(): void {
    for (const resolve of this.#waiting.splice(0)) {
      resolve();
    }
  }

  #set(state: RealtimeState): void {
    if (this.#state !== state) {
      this.#state = state;
      this.emit("state", state);
    }
  }

  /** Keeps a line open until the end: connects, resumes, waits for the cut or for the token's last minute, and again. */
  async #run(life: AbortController): Promise<void> {
    const end = life.signal;
    const online = () => this.#wake?.();
    globalThis.addEventListener?.("online", online);
    for (let attempt = 0; !end.aborted; ) {
      const old = this.#line;
      try {
        const line = await this.#start(end);
        await old?.hub.stop().catch(() => {});
        attempt = 0;
        await this.#untilOver(line, end);
        if (line.isOpen && !end.aborted) {
          // The token is about to expire: the next line is opened before this one is let go.
          continue;
        }
      } catch (error) {
        if (old?.isOpen && !this.#lacksLog(old) && !end.aborted && !(error instanceof Unauthorized)) {
          // The present line is good for a while: it stays, and the next one is tried again.
          await this.#pause(attempt++, end);
          continue;
        }
        await old?.hub.stop().catch(() => {});
        if (error instanceof Unauthorized && !end.aborted) {
          // Without a session there is nothing to try again.
          await this.#finish(error);
        }
      }
      if (end.aborted) {
        break;
      }
      this.#line = undefined;
      this.#set("offline");
      await this.#pause(attempt++, end);
    }
    globalThis.removeEventListener?.("online", online);
  }

  /** Waits before the next attempt, or until the browser is online again. */
  #pause(attempt: number, end: AbortSignal): Promise<void> {
    const online = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    return Promise.race([sleep(backOff(attempt, this.#http.options.retryDelay, MostBackOff), end).catch(() => {}), online]);
  }

  async #start(end: AbortSignal): Promise<Line> {
    // A line that is replaced has a token that is about to expire.
    const token = this.#line?.isOpen ? await this.#session.renew(this.#line.token) : await this.#session.token();
    if (!token) {
      throw new Unauthorized(401, { detail: "No user is signed in. Sign in first." });
    }
    const hub = await this.#open(`${this.#http.options.baseUrl}/hubs/community`, async () => token);
    const state = await this.#session.current();
    const closed = new Promise<void>((resolve) =>
      hub.onclose(() => {
        line.isOpen = false;
        resolve();
      }),
    );
    const line: Line = { hub, isOpen: false, closed, token, expiresAt: state?.expiresAt ?? 0 };
    this.#userId = state?.userId;
    // The next person's log and channels are not for this line.
    const stop = () => {
      line.isOpen = false;
      hub.stop().catch(() => {});
    };
    end.addEventListener("abort", stop);
    closed.then(() => end.removeEventListener("abort", stop));
    for (const name of hubEvents) {
      hub.on(name, (data) => this.#receive(line, name, data));
    }
    try {
      await hub.start();
    } catch (error) {
      // A refused token looks like any failure of a WebSocket; over HTTP it is a 401.
      await this.#http.send({ verb: "GET", path: "/api/v1/notifications/unread-count" }, { maxRetries: 0 }).catch((reason) => {
        if (reason instanceof Unauthorized) {
          throw reason;
        }
      });
      throw error;
    }
    line.isOpen = true;
    try {
      end.throwIfAborted();
      // An old line that is still open stays in use until the new one has everything.
      if (!this.#line?.isOpen) {
        this.#set("catching-up");
        this.#line = line;
        this.#settle();
      }
      do {
        await this.#resume(line, end);
      } while (this.#lacksLog(line));
      end.throwIfAborted();
      if (!line.isOpen) {
        throw new ConnectionFailed("The connection was cut.");
      }
    } catch (error) {
      await hub.stop().catch(() => {});
      throw error;
    }
    if (this.#line) {
      this.#line.isOpen = false;
    }
    line.isOpen = true;
    this.#line = line;
    this.#settle();
    this.#set("live");
    this.emit("connected", undefined);
    return line;
  }

  async #resume(line: Line, end: AbortSignal): Promise<void> {
    const invoke = (method: string, ...args: unknown[]) => call(line, method, ...args);
    const done = new Set<unknown>();
    const rest = <T>(all: Iterable<T>) => [...all].filter((one) => !done.has(one) && done.add(one));
    // What is joined meanwhile, on the line before, is resumed too.
    for (;;) {
      end.throwIfAborted();
      const work = [
        ...(this.#lacksLog(line) ? [() => this.#subscribe(line)] : []),
        ...rest(this.#communities).map((id) => () => invoke("JoinCommunity", id).catch((error) => this.#lost(error, id))),
        ...rest(this.#channels.values()).map((channel) => () => channel.resume(invoke).catch((error) => this.#lost(error, channel))),
      ];
      if (work.length === 0) {
        return;
      }
      await Promise.all(
        Array.from({ length: AtOnce }, async () => {
          for (let next = work.shift(); next; next = work.shift()) {
            await next();
          }
        }),
      );
      await sleep(0);
    }
  }

  /** A channel or a community that may no longer be read is let go; any other failure is the line's. */
  #lost(error: unknown, of: Channel | string): void {
    const { reason, message } = final(error);
    if (typeof of === "string") {
      this.#communities.delete(of);
    } else {
      this.#drop(of);
      of.receive("error", { code: reason, message, channel_id: of.id });
    }
  }

  /** Until the line is cut, or its token is in its last minute. */
  async #untilOver(line: Line, end: AbortSignal): Promise<void> {
    const left = Math.min(line.expiresAt - Date.now() - Margin, 2 ** 31 - 1);
    const [over, stopClock, letGo] = limited(Math.max(1000, left), end);
    await until(line.closed, over).catch(() => {});
    stopClock();
    letGo();
  }

  #receive<Name extends keyof HubEvents>(line: Line, name: Name, data: HubEvents[Name]): void {
    const id = (data as { channel_id?: string | null } | null)?.channel_id;
    const channel = id ? this.#channels.get(id) : undefined;
    if (name === "sync") {
      if (line === this.#source && this.#log?.take(data as HubEvents["sync"])) {
        // Without these changes, later ones are no use.
        this.#source = undefined;
        this.#behind = line;
      }
    }
    if (name === "new_message") {
      // Reported once, whichever connection brings it.
      channel?.receive(name, data);
      if (!channel && this.#joining > 0) {
        this.#early.push(data as Message);
      }
    } else if (line !== this.#line && this.#line?.isOpen) {
      // While one connection replaces the other, the old one reports everything else.
      return;
    } else if (name === "recent_messages") {
      this.#recent.set(id ?? "", (data as HubEvents["recent_messages"]).messages);
    } else {
      if (channel && name === "error") {
        this.#drop(channel);
      }
      channel?.receive(name, data);
    }
    this.emit(name, data as Events[Name]);
  }
}

/** The refusal of the hub, whose message is `code: sentence`; undefined: the connection failed. */
function refusal(error: unknown): HubRefused | undefined {
  const [, reason, detail] = /^([a-z_]+): ([\s\S]*)$/.exec((error as Error)?.message ?? "") ?? [];
  return reason ? new HubRefused(reason, detail ?? "") : undefined;
}

/** A call on this line. It waits while calls are limited, or the service has no database. */
async function call(line: Line, method: string, ...args: unknown[]): Promise<unknown> {
  for (;;) {
    try {
      return await line.hub.invoke(method, ...args);
    } catch (error) {
      const refused = refusal(error);
      if (refused?.reason !== "rate_limited" && refused?.reason !== "unavailable") {
        throw refused ?? error;
      }
      await sleep(1000);
    }
  }
}

/** A refusal that another connection would get, too; throws any other failure. */
function final(error: unknown): HubRefused {
  if (error instanceof HubRefused && error.reason !== "stopping") {
    return error;
  }
  throw error;
}

/** Microsoft's client, loaded when it is first needed. */
async function signalR(url: string, token: () => Promise<string>): Promise<HubConnection> {
  const { HubConnectionBuilder, HttpTransportType, LogLevel } = await import("@microsoft/signalr");
  return new HubConnectionBuilder()
    .withUrl(url, { accessTokenFactory: token, transport: HttpTransportType.WebSockets, skipNegotiation: true })
    .configureLogging(LogLevel.None)
    .build();
}
