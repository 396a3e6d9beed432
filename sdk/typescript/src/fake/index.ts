// A server in memory for tests. Its clients are real ones: retries, errors, paging, sessions and the hub's resume run as in production, only the
// network is replaced.
import { Community, type CommunityOptions } from "../community.js";
import type { Problem } from "../core/errors.js";
import { operationsOf } from "../core/operations.js";
import { uuid } from "../core/timing.js";
import { operations } from "../generated/operations.js";
import type { Resources, Schemas } from "../generated/resources.js";
import type { HubEvents, Message } from "../realtime/events.js";
import type { HubConnection } from "../realtime/realtime.js";
import { FakeLog, type SyncChanges } from "./log.js";
import { FakeUploads } from "./uploads.js";

/** Every operation: "events.register". */
export type OperationName = { [R in keyof Resources & string]: `${R}.${keyof Resources[R] & string}` }[keyof Resources & string];

type MethodOf<Name> = Name extends `${infer R}.${infer M}`
  ? R extends keyof Resources
    ? M extends keyof Resources[R]
      ? Resources[R][M]
      : never
    : never
  : never;

/** The answer of an operation. */
export type AnswerOf<Name extends OperationName> = MethodOf<Name> extends (...args: never[]) => infer Answer ? Awaited<Answer> : never;

/** A request as it reached the fake. */
export interface FakeRequest {
  operation: OperationName;
  /** The parts of the path, in their order. */
  params: string[];
  query: URLSearchParams;
  // biome-ignore lint/suspicious/noExplicitAny: each operation has its own body
  body: any;
  headers: Headers;
  /** The signed-in user's id. */
  userId: string | undefined;
}

/** An answer of the fake that is an error: thrown by a handler, it becomes problem+json. */
export class Refusal extends Error {
  readonly status: number;
  readonly problem: Problem;
  readonly retryAfter: number | undefined;
  constructor(status: number, problem: Problem = {}, retryAfter?: number) {
    super(problem.detail ?? `${status}`);
    this.status = status;
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

type Handler = (request: FakeRequest) => unknown;

const routes = Object.entries(operations).flatMap(([resource, table]) =>
  operationsOf(table).map(({ name, verb, path, flags }) => {
    const pattern = path.replace(/[.]/g, "\\.").replaceAll("{}", "([^/]+)");
    return {
      name: `${resource}.${name}` as OperationName,
      verb,
      flags,
      literal: path.replaceAll("{}", "").length,
      pattern: new RegExp(`^/api/v1${pattern}$`),
    };
  }),
);

/** The server. It knows accounts, threads with messages, uploads in parts, the logs of persons, and the hub; every other operation needs an answer from the test. */
export class FakeServer {
  /** Every request that came, in order. */
  readonly requests: FakeRequest[] = [];
  readonly #handlers = new Map<OperationName, Handler>();
  readonly #users = new Map<string, { user: Schemas["UserView"]; password: string }>();
  readonly #tokens = new Map<string, string>();
  readonly #channels = new Map<string, Message[]>();
  readonly #hubs = new Set<FakeHub>();
  readonly #answered = new Map<string, unknown>();
  readonly #log = new FakeLog();
  readonly #uploads = new FakeUploads((status, reason) => new Refusal(status, reason ? { reason: reason as never } : {}));
  readonly #threadsById = new Map<string, Schemas["ThreadView"]>();
  /** Of each channel the users whose logs have it, with the number that each has read up to. */
  readonly #readers = new Map<string, Map<string, number>>();
  #failures = 0;
  #lost = 0;

  constructor() {
    this.#accounts();
    this.#threads();
    this.answer("sync.read", ({ query, userId = "" }) => this.#log.wait(userId, query.get("since"), Number(query.get("wait") ?? 0)));
  }

  /** A new client of this server. */
  client(options: Partial<CommunityOptions> = {}): Community {
    return new Community({
      baseUrl: "http://fake",
      retryDelay: 1,
      fetch: (input, init) => {
        const request = new Request(input as string, init as RequestInit);
        return Promise.race([this.#fetch(request), aborted(request.signal)]);
      },
      openHub: async (_url, token) => new FakeHub(this, token),
      ...options,
    });
  }

  /** Sets the answer of an operation from now on. A handler that throws a `Refusal` refuses. */
  answer<Name extends OperationName>(
    operation: Name,
    answer: AnswerOf<Name> | ((request: FakeRequest) => AnswerOf<Name> | Promise<AnswerOf<Name>>),
  ): void {
    this.#handlers.set(operation, typeof answer === "function" ? (answer as Handler) : () => answer);
  }

  /** The next requests get no answer, as without a network. They are not in `requests`. */
  failNext(count = 1): void {
    this.#failures += count;
  }

  /** From now on the hub sends the next messages to no client, as if they were lost on their way. */
  loseNext(count = 1): void {
    this.#lost = count;
  }

  /** Cuts every connection of the hub. The clients come back by themselves. */
  cut(): void {
    for (const hub of [...this.#hubs]) {
      hub.drop();
    }
  }

  /** The connection of the next part of an upload is cut after this many bytes, which have arrived. */
  cutUploadAfter(bytes: number): void {
    this.#uploads.cutAfter(bytes);
  }

  /** Writes entries into a user's log, which `sync.read`, `sync.follow` and the hub's `Subscribe` give. */
  sync(userId: string, changes: Partial<Omit<SyncChanges, "token" | "is_whole">>): void {
    this.#log.add(userId, changes);
    for (const hub of this.#hubs) {
      this.#tellLog(hub, userId);
    }
  }

  /** Posts a message as a user would, and delivers it to the clients that joined. */
  post(channelId: string, authorId: string, body: Schemas["PostMessage"]): Message {
    const messages = this.#messages(channelId);
    const known = messages.find((one) => one.author_id === authorId && body.client_id != null && one.client_id === body.client_id);
    if (known) {
      return known;
    }
    const message: Message = {
      id: uuid(),
      channel_id: channelId,
      seq: messages.length + 1,
      author_id: authorId,
      author: null,
      content: body.content ?? "",
      content_html: body.content ?? "",
      reply_to: body.reply_to ?? null,
      attachments: [],
      mentions: [],
      reactions: [],
      created_at: new Date().toISOString(),
      edited_at: null,
      is_edited: false,
      is_deleted: false,
      client_id: body.client_id ?? null,
      moderation: null,
    };
    messages.push(message);
    this.#read(channelId, authorId, message.seq);
    if (this.#lost > 0) {
      this.#lost--;
    } else {
      this.tell("new_message", message, channelId);
    }
    return message;
  }

  /** Sends an event of the hub to the clients that joined the channel, or to all. */
  tell<Name extends keyof HubEvents>(event: Name, data: HubEvents[Name], channelId?: string): void {
    for (const hub of this.#hubs) {
      if (!channelId || hub.joined.has(channelId)) {
        hub.tell(event, data);
      }
    }
  }

  /** For the fake's hub. */
  enter(hub: FakeHub, token: string): string {
    const userId = this.#tokens.get(token);
    if (!userId) {
      throw new Error("Unauthorized");
    }
    this.#hubs.add(hub);
    return userId;
  }

  /** For the fake's hub. */
  exit(hub: FakeHub): void {
    this.#hubs.delete(hub);
  }

  /** For the fake's hub: a call, as docs/hub.md lists them. */
  call(hub: FakeHub, userId: string, method: string, [first, second]: [string, unknown]): unknown {
    switch (method) {
      case "JoinThread": {
        const messages = this.#messages(first);
        hub.joined.add(first);
        hub.tell("recent_messages", { channel_id: first, messages: messages.slice(-50), last_seq: messages.length });
        return { channel_id: first, last_seq: messages.length };
      }
      case "LeaveThread":
        hub.joined.delete(first);
        return undefined;
      case "Resume": {
        const messages = this.#messages(first);
        const missed = messages.slice(second as number).slice(0, 500);
        for (const message of missed) {
          hub.tell("new_message", message);
        }
        hub.joined.add(first);
        const next = (second as number) + missed.length;
        return { channel_id: first, sent: missed.length, last_seq: messages.length, next_after_seq: next < messages.length ? next : null };
      }
      case "SendMessage":
        return this.post(first, userId, second as Schemas["PostMessage"]);
      case "Subscribe":
        hub.log = { token: first, userId };
        this.#tellLog(hub, userId);
        return undefined;
      case "Unsubscribe":
        hub.log = undefined;
        return undefined;
      case "MarkRead":
        this.#read(first, userId, second as number);
        return { channel_id: first, last_read_seq: second };
      case "Typing":
      case "StopTyping":
        this.tell(method === "Typing" ? "typing" : "stop_typing", { channel_id: first, user_id: userId }, first);
        return undefined;
      default:
        throw new Error(`no_such_method: The fake's hub has no ${method}.`);
    }
  }

  /** Tells a subscribed connection what is new in its user's log. */
  #tellLog(hub: FakeHub, userId: string): void {
    if (hub.log?.userId !== userId) {
      return;
    }
    const changes = this.#log.read(userId, hub.log.token);
    if (changes.token !== hub.log.token) {
      hub.log.token = changes.token;
      hub.tell("sync", changes);
    }
  }

  /** A user has read a channel up to a number, or wrote in it: those who have it in their logs see its new numbers. */
  #read(channelId: string, userId: string, seq: number): void {
    const thread = this.#threadsById.get(channelId);
    const readers = this.#readers.get(channelId) ?? new Map<string, number>();
    this.#readers.set(channelId, readers.set(userId, Math.max(seq, readers.get(userId) ?? 0)));
    const last = this.#messages(channelId).length;
    for (const [reader, read] of thread ? readers : []) {
      const channel = {
        id: channelId,
        kind: "thread",
        title: thread?.title ?? null,
        community: null,
        event: null,
        peer: null,
        last_seq: last,
        last_read_seq: read,
        unread: last - read,
        mentions: 0,
        my_role: "member",
        is_locked: false,
        level: null,
        muted_until: null,
        last_activity: new Date().toISOString(),
      };
      this.sync(reader, { channels: [channel] });
    }
  }

  #messages(channelId: string): Message[] {
    const messages = this.#channels.get(channelId);
    if (!messages) {
      throw new Error("no_such_thread: There is no such thread.");
    }
    return messages;
  }

  async #fetch(request: Request): Promise<Response> {
    if (this.#failures > 0) {
      this.#failures--;
      throw new TypeError("fetch failed");
    }
    const url = new URL(request.url);
    const route = routes
      .filter((one) => one.verb === request.method && one.pattern.test(url.pathname))
      .sort((a, b) => b.literal - a.literal)[0];
    const token = request.headers.get("authorization")?.slice("Bearer ".length);
    const userId = token ? this.#tokens.get(token) : undefined;
    try {
      const part = await this.#uploads.answer(request, userId);
      if (part) {
        return part;
      }
      const text = await request.text();
      if (url.pathname === "/api/v1/auth/refresh") {
        return Response.json(this.#refresh(JSON.parse(text).refresh_token));
      }
      if (!route) {
        throw new Refusal(404, { detail: `There is no ${request.method} ${url.pathname}.` });
      }
      if (!userId && !route.flags.includes("o")) {
        throw new Refusal(401, { detail: "A valid access token is needed." });
      }
      const isJson = request.headers.get("content-type") === "application/json";
      const asked: FakeRequest = {
        operation: route.name,
        params: (route.pattern.exec(url.pathname) ?? []).slice(1).map(decodeURIComponent),
        query: url.searchParams,
        body: isJson ? JSON.parse(text) : text || undefined,
        headers: request.headers,
        userId,
      };
      this.requests.push(asked);
      const key = request.headers.get("idempotency-key");
      const repeated = key && `${userId} ${route.name} ${key}`;
      if (repeated && this.#answered.has(repeated)) {
        return answerOf(this.#answered.get(repeated));
      }
      const handler = this.#handlers.get(route.name);
      if (!handler) {
        throw new Refusal(501, { detail: `The fake has no answer to ${route.name}. Give it one: server.answer("${route.name}", …).` });
      }
      const answer = await handler(asked);
      if (repeated) {
        this.#answered.set(repeated, answer);
      }
      return answerOf(answer);
    } catch (error) {
      if (error instanceof Refusal) {
        const headers: Record<string, string> = { "content-type": "application/problem+json" };
        if (error.retryAfter !== undefined) {
          headers["retry-after"] = String(error.retryAfter);
        }
        return new Response(JSON.stringify({ status: error.status, ...error.problem }), { status: error.status, headers });
      }
      throw error;
    }
  }

  #accounts(): void {
    const signIn = (user: Schemas["UserView"]): Schemas["SessionTokens"] => ({ ...this.#issue(user.id), user });
    this.answer("auth.register", ({ body }) => {
      if ([...this.#users.values()].some(({ user }) => user.username === body.username)) {
        throw new Refusal(409, { reason: "username_taken", detail: "This username is already taken. Choose another one, or log in." });
      }
      const user = {
        id: uuid(),
        username: body.username,
        email: body.email ?? null,
        roles: ["attendee"],
      } as unknown as Schemas["UserView"];
      this.#users.set(user.id, { user, password: body.password });
      return signIn(user);
    });
    this.answer("auth.login", ({ body }) => {
      const found = [...this.#users.values()].find(({ user, password }) => user.username === body.identifier && password === body.password);
      if (!found) {
        throw new Refusal(401, { detail: "The login or the password is wrong." });
      }
      return signIn(found.user);
    });
    this.answer("auth.logout", ({ userId }) => {
      for (const [token, owner] of this.#tokens) {
        if (owner === userId) {
          this.#tokens.delete(token);
        }
      }
    });
    this.answer("me.get", ({ userId }) => (this.#users.get(userId ?? "") as { user: Schemas["UserView"] }).user);
    this.answer("notifications.unreadCount", { count: 0 } as unknown as Schemas["UnreadCount"]);
  }

  #issue(userId: string): { access_token: string; refresh_token: string; token_type: string; expires_in: number } {
    const [access_token, refresh_token] = [uuid(), uuid()];
    this.#tokens.set(access_token, userId).set(refresh_token, userId);
    return { access_token, refresh_token, token_type: "Bearer", expires_in: 900 };
  }

  #refresh(token: string): unknown {
    const userId = this.#tokens.get(token);
    if (!userId || !this.#tokens.delete(token)) {
      throw new Refusal(401, { reason: "invalid_refresh_token", detail: "The refresh token is unknown, used or expired. Log in again." });
    }
    return this.#issue(userId);
  }

  #threads(): void {
    const threads = this.#threadsById;
    const found = (id = "") => {
      const thread = threads.get(id);
      if (!thread) {
        throw new Refusal(404, { reason: "no_such_thread", detail: "There is no such thread." });
      }
      return thread;
    };
    this.answer("threads.create", ({ params: [communityId = ""], body, userId = "" }) => {
      const now = new Date().toISOString();
      const thread = {
        id: uuid(),
        community_id: communityId,
        title: body.title,
        content: body.content ?? "",
        content_html: body.content ?? "",
        tags: body.tags ?? [],
        created_by: userId,
        created_at: now,
        updated_at: now,
        last_activity: now,
        message_count: 0,
        unread: 0,
        is_pinned: false,
        is_locked: false,
        is_held: false,
      } as unknown as Schemas["ThreadView"];
      threads.set(thread.id, thread);
      this.#channels.set(thread.id, []);
      this.#read(thread.id, userId, 0);
      return thread;
    });
    this.answer("threads.get", ({ params: [id] }) => ({ ...found(id), message_count: this.#messages(id ?? "").length }));
    this.answer("threads.post", ({ params: [id = ""], body, userId = "" }) => {
      found(id);
      return this.post(id, userId, body);
    });
    this.answer("threads.messages", ({ params: [id = ""], query }) => {
      found(id);
      const all = this.#messages(id);
      const limit = Number(query.get("limit") ?? 50);
      const after = query.get("after_seq");
      const before = Number(query.get("before_seq") ?? all.length + 1);
      const items =
        after === null ? all.slice(Math.max(0, before - 1 - limit), before - 1) : all.slice(Number(after), Number(after) + limit);
      const edge = after === null ? items[0]?.seq : items.at(-1)?.seq;
      const isEnd = edge === undefined || (after === null ? edge === 1 : edge === all.length);
      return { items, last_seq: all.length, next_cursor: isEnd ? null : String(edge) };
    });
  }
}

/** The fake's end of a connection. */
class FakeHub implements HubConnection {
  readonly joined = new Set<string>();
  /** Whose log it follows, up to which token. */
  log: { userId: string; token: string | null } | undefined;
  readonly #server: FakeServer;
  readonly #token: () => Promise<string>;
  readonly #listeners = new Map<string, ((data: unknown) => void)[]>();
  #onClose: ((error?: Error) => void)[] = [];
  #userId: string | undefined;

  constructor(server: FakeServer, token: () => Promise<string>) {
    this.#server = server;
    this.#token = token;
  }

  async start(): Promise<void> {
    this.#userId = this.#server.enter(this, await this.#token());
  }

  async stop(): Promise<void> {
    this.drop();
  }

  async invoke<T>(method: string, ...args: unknown[]): Promise<T> {
    if (!this.#userId) {
      throw new Error("Cannot send data if the connection is not in the 'Connected' State.");
    }
    await Promise.resolve();
    return this.#server.call(this, this.#userId, method, args as [string, unknown]) as T;
  }

  on(event: string, listener: (data: unknown) => void): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }

  onclose(listener: (error?: Error) => void): void {
    this.#onClose.push(listener);
  }

  tell(event: string, data: unknown): void {
    for (const listener of this.#listeners.get(event) ?? []) {
      listener(structuredClone(data));
    }
  }

  drop(): void {
    if (this.#userId) {
      this.#userId = undefined;
      this.#server.exit(this);
      for (const listener of this.#onClose) {
        listener();
      }
    }
  }
}

function answerOf(answer: unknown): Response {
  if (answer instanceof Response) {
    return answer.clone();
  }
  return answer === undefined ? new Response(null, { status: 204 }) : Response.json(answer);
}

/** Fails as a request does whose signal is aborted. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(signal.reason);
    signal.aborted ? fail() : signal.addEventListener("abort", fail, { once: true });
  });
}
