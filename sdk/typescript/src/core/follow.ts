// The log of a person: the whole state, then its changes, with the token kept between them.
import type { Schemas } from "../generated/resources.js";
import type { Realtime } from "../realtime/realtime.js";
import { ConnectionFailed, RateLimited, ServerError } from "./errors.js";
import type { Http } from "./http.js";
import type { CallOptions } from "./options.js";
import { backOff, sleep, until } from "./timing.js";

export interface FollowOptions extends Omit<CallOptions, "idempotencyKey"> {
  /** The token of the last applied answer. Without it, and with one that is too old, the whole state comes first. */
  since?: string;
  /** Seconds that a request waits for a change, at most 25. Default: 25. */
  wait?: number;
  /** Over the hub, instead of by requests that wait. */
  realtime?: boolean;
}

type Changes = Schemas["SyncView"];

const MostBackOff = 30_000;
/** So many changes wait for a reader who takes time; the hub is asked again for later ones. */
const MostWaiting = 16;

/**
 * Follows the caller's log until the signal: the whole state (`is_whole`) or the changes since a token, then each change. Keep `token` with what was
 * applied. A cut connection and a server that is away or busy are tried again without end; a refusal is thrown, and so is the end of the session.
 */
export async function* follow(http: Http, realtime: Realtime, options: FollowOptions = {}): AsyncGenerator<Changes, void, undefined> {
  const { since: from, wait = 25, realtime: isLive, ...call } = options;
  if (isLive) {
    yield* subscribe(realtime, from, call.signal);
    return;
  }
  let since = from;
  for (let attempt = 0; ; ) {
    try {
      const path = `/api/v1/sync?wait=${since === undefined ? 0 : `${wait}&since=${encodeURIComponent(since)}`}`;
      const timeout = call.timeout ?? http.options.timeout + wait * 1000;
      const changes = (await http.send({ verb: "GET", path }, { ...call, timeout })) as Changes;
      const isNew = since === undefined || hasEntries(changes);
      since = changes.token;
      attempt = 0;
      if (isNew) {
        yield changes;
      }
    } catch (error) {
      if (!(error instanceof ConnectionFailed || error instanceof ServerError || error instanceof RateLimited)) {
        throw error;
      }
      await sleep(backOff(attempt++, http.options.retryDelay, MostBackOff), call.signal);
    }
  }
}

/** The connection subscribes again after each reconnect, from the last token. */
async function* subscribe(realtime: Realtime, from?: string, signal?: AbortSignal | null): AsyncGenerator<Changes, void, undefined> {
  let since = from ?? null;
  let wake = () => {};
  let ended: Error | undefined;
  const waiting: Changes[] = [];
  const end = realtime.follow({
    token: () => since,
    take(changes) {
      const isFull = waiting.length > MostWaiting;
      if (!isFull) {
        since = changes.token;
        waiting.push(changes);
        wake();
      }
      return isFull;
    },
    end(reason) {
      ended = reason;
      wake();
    },
  });
  try {
    await realtime.connect(signal);
    for (;;) {
      signal?.throwIfAborted();
      const changes = waiting.shift();
      if (changes) {
        yield changes;
      } else if (ended) {
        throw ended;
      } else {
        await (realtime.catchUp(signal) ?? until(new Promise<void>((resolve) => (wake = resolve)), signal));
      }
    }
  } finally {
    end();
  }
}

function hasEntries(changes: Changes): boolean {
  return Object.values(changes).some((part) => part === true || (part instanceof Object && (part as []).length !== 0));
}
