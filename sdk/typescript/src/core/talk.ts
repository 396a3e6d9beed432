// The companion's answer as it is made. A stream that was cut goes on where it was.
import type { Schemas } from "../generated/resources.js";
import { ConnectionFailed, StreamFailed } from "./errors.js";
import type { Http } from "./http.js";
import type { CallOptions } from "./options.js";
import { readEvents, type StreamEvent } from "./sse.js";
import { backOff, sleep, uuid } from "./timing.js";

type Message = Schemas["AnswerView"]["message"];

/** The events of a stream of the companion. */
export type TalkEvent =
  /** The message is stored. */
  | { type: "accepted"; userMessageId: string; messageId: string; notice: Schemas["AnswerView"]["notice"] }
  /** More of the answer. */
  | { type: "delta"; content: string }
  /** The whole answer, which counts: it may be another text than the deltas were. The stream ends with it. */
  | { type: "message"; message: Message };

const Path = "/api/v1/companion/messages";
/** Milliseconds without an event after which a stream counts as cut. */
const Idle = 60_000;
const MostBackOff = 8000;

/** Says something to the companion and follows its answer. A cut stream is continued; the message is asked once, by its `client_id`. */
export async function* talk(
  http: Http,
  said: { content: string; client_id?: string },
  options: CallOptions = {},
): AsyncGenerator<TalkEvent, void, undefined> {
  const body = { ...said, client_id: said.client_id ?? uuid() };
  let messageId = "";
  let last = "";
  for (let attempt = 0; ; attempt++) {
    const cut = new AbortController();
    const abort = () => cut.abort(options.signal?.reason);
    options.signal?.throwIfAborted();
    options.signal?.addEventListener("abort", abort, { once: true });
    let idle: ReturnType<typeof setTimeout> | undefined;
    try {
      const headers = { ...options.headers, accept: "text/event-stream", ...(messageId ? { "last-event-id": last } : {}) };
      const call = messageId
        ? { verb: "GET", path: `${Path}/${messageId}/stream`, isRaw: true }
        : { verb: "POST", path: Path, body, isRaw: true, isRepeatable: true };
      const response = (await http.send(call, { ...options, headers, signal: cut.signal })) as Response;
      const events = readEvents(response.body as ReadableStream<Uint8Array>);
      for (;;) {
        idle = setTimeout(() => cut.abort(new ConnectionFailed("The stream was silent for too long.")), Idle);
        let next: IteratorResult<StreamEvent, void>;
        try {
          next = await events.next();
        } catch {
          break;
        } finally {
          clearTimeout(idle);
        }
        if (next.done) {
          break;
        }
        attempt = -1;
        const { type, data, id } = next.value;
        const content = JSON.parse(data);
        last = id;
        if (type === "accepted") {
          messageId = content.message_id;
          yield { type, userMessageId: content.user_message_id, messageId, notice: content.notice ?? null };
        } else if (type === "delta") {
          yield { type, content: content.content };
        } else if (type === "message") {
          yield { type, message: content };
          return;
        } else if (type === "error") {
          throw new StreamFailed(content.reason, content.detail);
        }
      }
    } finally {
      clearTimeout(idle);
      options.signal?.removeEventListener("abort", abort);
      cut.abort();
    }
    options.signal?.throwIfAborted();
    if (attempt >= (options.maxRetries ?? http.options.maxRetries)) {
      throw new ConnectionFailed("The stream was cut and could not be continued.");
    }
    await sleep(backOff(Math.max(0, attempt), http.options.retryDelay, MostBackOff), options.signal);
  }
}
