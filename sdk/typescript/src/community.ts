import { type FollowOptions, follow } from "./core/follow.js";
import { Http, type HttpOptions } from "./core/http.js";
import { type Operation, operationsOf } from "./core/operations.js";
import { type CallOptions, sizeOf, type UploadBody } from "./core/options.js";
import { Pages, type Query, queryText } from "./core/paging.js";
import { cookieStore, memoryStore, Session, type SessionStore } from "./core/session.js";
import type { TalkEvent } from "./core/talk.js";
import { uuid } from "./core/timing.js";
import { operations } from "./generated/operations.js";
import type { CompanionResource, Resources, Schemas, SyncResource } from "./generated/resources.js";
import { type OpenHub, Realtime } from "./realtime/realtime.js";

/** Bytes: a larger file is uploaded in parts. */
const InParts = 4 * 1024 * 1024;

/** How a client is set up. */
export interface CommunityOptions {
  /** The gateway's address, such as `https://community.example`. */
  baseUrl: string;
  /** Where the session is kept. Default: in memory. `"cookie"`: in a cookie of the browser that no script can read. */
  session?: SessionStore | "cookie";
  /** Milliseconds that one attempt may take; 0: no limit. Default: 30,000. */
  timeout?: number;
  /** How often a failed attempt is repeated, where that is safe. Default: 3. */
  maxRetries?: number;
  /** Milliseconds: the upper end of the first back-off; it doubles with each attempt, up to 8 s (30 s for the hub). Default: 500. */
  retryDelay?: number;
  /** Seconds: the longest Retry-After that is waited for; with a longer one the call fails. Default: 60. */
  maxRetryAfter?: number;
  /** Headers of every request, such as Accept-Language. */
  headers?: Record<string, string>;
  /** In place of the global `fetch`. */
  fetch?: typeof fetch;
  /** In place of SignalR's client. */
  openHub?: OpenHub;
}

/** The client: `api.events.register(id)`. Each resource has the operations of the API, with their types and texts. */
export interface Community extends Omit<Resources, "companion" | "sync"> {
  readonly sync: SyncResource & {
    /** Follows the caller's log: the whole state or the changes since a token, then each change. */
    follow(options?: FollowOptions): AsyncGenerator<Schemas["SyncView"], void, undefined>;
  };
  readonly companion: CompanionResource & {
    /** Says something, and follows the answer as it is made. A cut stream is continued; the message is asked once. */
    talk(said: { content: string; client_id?: string }, options?: CallOptions): AsyncGenerator<TalkEvent, void, undefined>;
  };
}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: see above
export class Community {
  /** The signed-in user's session. Registering and logging in fill it. */
  readonly session: Session;
  /** The hub: messages as they come. */
  readonly realtime: Realtime;
  /** @internal */
  readonly http: Http;

  constructor(options: CommunityOptions) {
    const http: HttpOptions = {
      baseUrl: options.baseUrl.replace(/\/+$/, ""),
      fetch: options.fetch ?? ((input, init) => fetch(input, init)),
      timeout: options.timeout ?? 30_000,
      maxRetries: options.maxRetries ?? 3,
      retryDelay: options.retryDelay ?? 500,
      maxRetryAfter: options.maxRetryAfter ?? 60,
      headers: options.headers ?? {},
    };
    this.session = new Session(options.session === "cookie" ? cookieStore() : (options.session ?? memoryStore()), () => this.http);
    this.http = new Http(http, this.session);
    this.realtime = new Realtime(this.http, this.session, options.openHub);
    const resources = this as unknown as Record<string, Record<string, unknown>>;
    for (const [resource, table] of Object.entries(operations)) {
      resources[resource] = Object.fromEntries(
        operationsOf(table).map((operation) => [operation.name, (...args: unknown[]) => this.#call(operation, args)]),
      );
    }
    (this.sync as { follow: unknown }).follow = (more?: FollowOptions) => follow(this.http, this.realtime, more);
    (this.companion as { talk: unknown }).talk = async function* (this: Community, said: { content: string }, more?: CallOptions) {
      // Loaded by itself, when it is needed.
      yield* (await import("./core/talk.js")).talk(this.http, said, more);
    }.bind(this);
  }

  /** Ends the realtime connection, and stops hearing of other tabs. */
  async close(): Promise<void> {
    this.session.close();
    await this.realtime.close();
  }

  /** A call of an operation. */
  #call({ verb, path: template, flags }: Operation, args: unknown[]): unknown {
    const has = (flag: string) => flags.includes(flag);
    const isAuth = template.startsWith("/auth/");
    const path = `/api/v1${template.replace(/\{\}/g, () => segment(args.shift()))}`;
    let body = has("b") || has("u") ? args.shift() : undefined;
    const query = (has("q") ? (args.shift() ?? {}) : {}) as Query;
    const options = (args.shift() ?? {}) as CallOptions;
    // Its client_id tells a repeated message.
    const isOwn = has("c");
    if (isOwn) {
      const said = body as { client_id?: string | null };
      body = { ...said, client_id: said.client_id ?? uuid() };
    }
    const send = (parameters: Query) =>
      this.http.send(
        {
          verb,
          path: path + queryText(parameters),
          takesKey: has("k"),
          isRaw: has("r"),
          isOpen: has("o"),
          // A login carries no token: an old one could be refused.
          isAnonymous: has("o") && isAuth,
          takesCookie: this.session.usesCookie && (has("e") || isAuth),
          isRepeatable: isOwn,
          ...(has("u") ? { upload: body as UploadBody } : { body }),
        },
        options,
      );
    if (template === "/attachments" && sizeOf(body as UploadBody) > InParts) {
      return import("./core/parts.js").then((parts) => parts.uploadInParts(this.http, body as UploadBody, query, options));
    }
    const paging = flags.match(/[psa]/)?.[0];
    if (paging) {
      return new Pages(send, query, paging);
    }
    const answer = send(query);
    if (has("t")) {
      return answer.then((tokens) => this.session.accept(tokens as { access_token: string }).then(() => tokens));
    }
    return has("e") ? answer.then(() => this.session.clear()) : answer;
  }
}

/** A part of a path. An id that is missing or that would lead elsewhere is refused here, not sent. */
function segment(value: unknown): string {
  const text = String(value ?? "");
  if (/^\.{0,2}$/.test(text)) {
    throw new TypeError(`"${text}" is no id.`);
  }
  return encodeURIComponent(text);
}
