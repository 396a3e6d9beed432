// One logical call: attempts, retries, time limits, the token. Everything that goes to the API goes through `Http.send`.
import { ApiError, apiError, ConnectionFailed } from "./errors.js";
import { sizeOf, type UploadBody, type UploadOptions } from "./options.js";
import { backOff, limited, sleep, traceParent, uuid } from "./timing.js";

/** A request. */
export interface Call {
  verb: string;
  /** Below the base URL, with its query: `/api/v1/events?limit=5`. */
  path: string;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is. */
  upload?: UploadBody;
  takesKey?: boolean;
  /** Whether a second attempt cannot have a second effect. Default: by the verb, or by the key. */
  isRepeatable?: boolean;
  /** Whether the answer is read as JSON, or handed over as it comes. */
  isRaw?: boolean;
  /** Whether no token is sent. */
  isAnonymous?: boolean;
  /** Whether it also works without a token. */
  isOpen?: boolean;
  /** Whether the session's cookie goes with it: the call begins, continues or ends a session that the browser keeps. */
  takesCookie?: boolean;
}

/** Gives tokens to calls. */
export interface Tokens {
  /** A valid access token, refreshed if it is about to expire; undefined: no user is signed in. */
  token(): Promise<string | undefined>;
  /** Another token, because this one was refused. Throws `Unauthorized` when the session has ended. */
  renew(refused: string): Promise<string>;
}

export interface HttpOptions {
  baseUrl: string;
  fetch: typeof fetch;
  timeout: number;
  maxRetries: number;
  /** Milliseconds: the first back-off's upper end. */
  retryDelay: number;
  /** Seconds: a longer Retry-After is not waited for, the call fails instead. */
  maxRetryAfter: number;
  headers: Record<string, string>;
}

const MostBackOff = 8000;
const Repeatable = /^(GET|PUT|DELETE)$/;

export class Http {
  readonly options: HttpOptions;
  readonly #tokens: Tokens;

  constructor(options: HttpOptions, tokens: Tokens) {
    this.options = options;
    this.#tokens = tokens;
  }

  async send(call: Call, options: UploadOptions = {}): Promise<unknown> {
    const headers: Record<string, string> = {
      accept: "application/json",
      traceparent: traceParent(),
      ...this.options.headers,
      ...options.headers,
    };
    if (call.takesCookie) {
      headers["x-session"] = "cookie";
    }
    if (call.takesKey) {
      headers["idempotency-key"] = options.idempotencyKey ?? uuid();
    }
    const isRepeatable = call.isRepeatable || call.takesKey || Repeatable.test(call.verb);
    let renewed: string | undefined;
    for (let attempt = 0; ; attempt++) {
      options.signal?.throwIfAborted();
      const token = renewed ?? (await this.#token(call));
      let error: unknown;
      try {
        return await this.#attempt(call, token ? { ...headers, authorization: `Bearer ${token}` } : headers, options);
      } catch (thrown) {
        error = thrown;
      }
      options.signal?.throwIfAborted();
      if (error instanceof ApiError && error.status === 401 && token && renewed === undefined) {
        renewed = (await this.#token(call, token)) ?? "";
        attempt--;
        continue;
      }
      await this.wait(error, attempt, isRepeatable, options);
    }
  }

  /** Waits before the next attempt; throws the error where there is none. */
  async wait(error: unknown, attempt: number, isRepeatable: boolean | undefined, options: UploadOptions): Promise<void> {
    const delay = this.#delay(error, attempt, isRepeatable);
    if (attempt >= (options.maxRetries ?? this.options.maxRetries) || delay === undefined) {
      throw error;
    }
    await sleep(delay, options.signal);
  }

  /** The session's token, or another one than the one that was refused. */
  async #token(call: Call, refused?: string): Promise<string | undefined> {
    try {
      return call.isAnonymous ? undefined : await (refused ? this.#tokens.renew(refused) : this.#tokens.token());
    } catch (error) {
      // A public operation works even if the session has ended.
      if (call.isOpen && error instanceof ApiError) {
        return undefined;
      }
      throw error;
    }
  }

  /** Milliseconds until the next attempt; undefined: there is none. */
  #delay(error: unknown, attempt: number, isRepeatable: boolean | undefined): number | undefined {
    const delay = backOff(attempt, this.options.retryDelay, MostBackOff);
    if (error instanceof ConnectionFailed) {
      return isRepeatable ? delay : undefined;
    }
    if (!(error instanceof ApiError)) {
      return undefined;
    }
    // A 429 had no effect, so that it is repeated without a key too.
    const mayRepeat =
      error.status === 429 ||
      (isRepeatable && (error.status >= 500 || /^(idempotency_key_in_use|upload_offset)$/.test(error.reason ?? "")));
    const wait = error.retryAfter ?? 0;
    return mayRepeat && wait <= this.options.maxRetryAfter ? wait * 1000 + delay : undefined;
  }

  async #attempt(call: Call, headers: Record<string, string>, options: UploadOptions): Promise<unknown> {
    const [signal, stopClock, letGo] = limited(options.timeout ?? this.options.timeout, options.signal);
    try {
      const response = await this.#fetch(call, headers, options, signal);
      if (!response.ok) {
        throw apiError(response.status, await response.text(), response.headers.get("retry-after"));
      }
      if (call.isRaw) {
        return response;
      }
      const text = await response.text();
      return text ? JSON.parse(text) : undefined;
    } catch (error) {
      if (error instanceof ApiError) {
        throw error;
      }
      signal.throwIfAborted();
      throw new ConnectionFailed(`No whole answer came from ${this.options.baseUrl}.`, { cause: error });
    } finally {
      stopClock();
      // A body that is still being read ends with the signal, too.
      if (!call.isRaw) {
        letGo();
      }
    }
  }

  async #fetch(call: Call, headers: Record<string, string>, options: UploadOptions, signal: AbortSignal): Promise<Response> {
    const url = this.options.baseUrl + call.path;
    const { upload } = call;
    if (upload === undefined) {
      const body = call.body === undefined ? undefined : JSON.stringify(call.body);
      return this.options.fetch(url, {
        method: call.verb,
        headers: body === undefined ? headers : { ...headers, "content-type": "application/json" },
        body,
        signal,
        // the cookie of a session goes only where a session begins, continues or ends
        credentials: call.takesCookie ? "include" : "omit",
      });
    }
    const type = options.contentType || (upload instanceof Blob && upload.type) || "application/octet-stream";
    const all = { ...headers, "content-type": type };
    if (options.onProgress && typeof XMLHttpRequest !== "undefined") {
      const { sendByXhr } = await import("./parts.js");
      return sendByXhr(call.verb, url, all, upload, options.onProgress, signal);
    }
    const response = await this.options.fetch(url, { method: call.verb, headers: all, body: upload, signal, credentials: "omit" });
    const total = sizeOf(upload);
    options.onProgress?.({ sent: total, total });
    return response;
  }
}
