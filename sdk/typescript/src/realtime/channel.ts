import { ApiError } from "../core/errors.js";
import { backOff, sleep, uuid } from "../core/timing.js";
import type { Schemas } from "../generated/resources.js";
import { type ChannelPerson, Emitter, type HubEvents, type Message } from "./events.js";

/** The events of a channel. Messages come in the order of their numbers, each once, whatever happens to the connection. */
export interface ChannelEvents {
  message: Message;
  message_updated: Message;
  message_deleted: Message;
  reaction_changed: HubEvents["reaction_changed"];
  typing: ChannelPerson;
  stop_typing: ChannelPerson;
  user_joined: ChannelPerson;
  user_left: ChannelPerson;
  presence: HubEvents["presence"];
  read: HubEvents["read"];
  /** The connection was away and is back, and every message was reported. Changes and reactions of that time were not: read the shown messages again. */
  caught_up: undefined;
  /** The subscription has ended: the caller may no longer read the channel. */
  closed: { code: string; message: string };
}

const MostBackOff = 30_000;

/** The functions of the connection that a channel needs. */
export interface ChannelLink {
  invoke<T>(method: string, args: unknown[], isRepeatable: boolean, signal?: AbortSignal): Promise<T>;
  history(path: string, afterSeq: number): Promise<Schemas["MessagePage"]>;
  readonly retryDelay: number;
  forget(channel: Channel, leave: [method: string, id: string]): Promise<void>;
}

/** A joined thread, conversation or chat. */
export class Channel extends Emitter<ChannelEvents> {
  readonly id: string;
  /** The last messages at the time of joining, in order. */
  readonly recent: readonly Message[];
  readonly #link: ChannelLink;
  readonly #path: string;
  readonly #leave: [string, string];
  readonly #early = new Map<number, Message>();
  #lastSeq: number;
  #isOver = false;
  #requested = 0;
  #filling: Promise<void> | undefined;

  /** Made by `Realtime`. */
  constructor(link: ChannelLink, id: string, path: string, leave: [string, string], lastSeq: number, recent: Message[]) {
    super();
    this.#link = link;
    this.id = id;
    this.#path = path;
    this.#leave = leave;
    this.#lastSeq = lastSeq;
    this.recent = recent;
  }

  /** The number of the last message that was reported, or that is in `recent`. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /**
   * Posts a message and waits until it is stored. While the connection is away it waits, and repeats with the same `client_id`, so that the message is
   * posted once. `client_id` is made if there is none. Without a signal it fails with `TimedOut` after a minute.
   */
  send(message: string | Schemas["PostMessage"], options: { signal?: AbortSignal } = {}): Promise<Message> {
    const body = typeof message === "string" ? { content: message } : message;
    return this.#link.invoke("SendMessage", [this.id, { ...body, client_id: body.client_id ?? uuid() }], true, options.signal);
  }

  /** Tells the others that the caller is typing; it ends by itself after five seconds. */
  typing(): Promise<void> {
    return this.#link.invoke("Typing", [this.id], false);
  }

  stopTyping(): Promise<void> {
    return this.#link.invoke("StopTyping", [this.id], false);
  }

  /** Records up to which message the caller has read; the number never goes back. */
  markRead(seq = this.#lastSeq): Promise<HubEvents["read"]> {
    return this.#link.invoke("MarkRead", [this.id, seq], true);
  }

  /** Ends the subscription, for all that have joined the channel here: joining twice is joining once. */
  leave(): Promise<void> {
    return this.#link.forget(this, this.#leave);
  }

  /** Nothing more is read for it. Not for callers. */
  end(): void {
    this.#isOver = true;
  }

  /** Handles an event of the connection. Not for callers. */
  receive<Name extends keyof HubEvents>(name: Name, data: HubEvents[Name]): void {
    if (name === "new_message") {
      this.#take(data as Message);
    } else if (name === "error") {
      this.emit("closed", data as HubEvents["error"]);
    } else if (name !== "recent_messages") {
      this.emit(name as keyof ChannelEvents, data as never);
    }
  }

  /** Subscribes again on a new connection, and reports the missed messages. Not for callers. */
  async resume(invoke: (method: string, ...args: unknown[]) => Promise<unknown>): Promise<void> {
    const resumed = (await invoke("Resume", this.id, this.#lastSeq)) as { last_seq: number; next_after_seq?: number | null };
    // With more than the hub sends at once, the rest is in the history.
    if (resumed.next_after_seq != null || this.#early.size > 0) {
      await this.#fill(resumed.last_seq);
    }
    this.emit("caught_up", undefined);
  }

  #take(message: Message): void {
    if (message.seq === this.#lastSeq + 1) {
      this.#tell(message);
    } else if (message.seq > this.#lastSeq) {
      // A hole: something was missed. The history has it.
      this.#early.set(message.seq, message);
      void this.#repair(message.seq);
    }
  }

  #tell(message: Message): void {
    this.#lastSeq = message.seq;
    this.emit("message", message);
    const next = this.#early.get(this.#lastSeq + 1);
    this.#early.delete(this.#lastSeq + 1);
    if (next) {
      this.#tell(next);
    }
  }

  /** Reads the missing messages, and tries until it has them, or until the history refuses. */
  async #repair(seq: number): Promise<void> {
    for (let attempt = 0; this.#lastSeq < seq && !this.#isOver; attempt++) {
      try {
        await this.#fill(seq);
      } catch (error) {
        if (error instanceof ApiError && error.status < 500 && error.status !== 429) {
          return;
        }
        await sleep(backOff(attempt, this.#link.retryDelay, MostBackOff));
      }
    }
  }

  /** Reads the history up to a number. Calls that come together share one reading. */
  #fill(seq: number): Promise<void> {
    this.#requested = Math.max(this.#requested, seq);
    this.#filling ??= this.#read().finally(() => {
      this.#filling = undefined;
    });
    return this.#filling;
  }

  async #read(): Promise<void> {
    for (let upTo = -1; upTo < this.#requested; ) {
      // What is asked for while the page is read may be newer than the page.
      upTo = this.#requested;
      const page = await this.#link.history(this.#path, this.#lastSeq);
      for (const message of page.items) {
        if (message.seq > this.#lastSeq) {
          this.#tell(message);
        }
      }
      if (page.next_cursor) {
        upTo = this.#lastSeq;
      }
    }
    // Messages outside of the history are not for this reader; early messages are reported now.
    for (const message of [...this.#early.values()].sort((a, b) => a.seq - b.seq)) {
      this.#early.delete(message.seq);
      if (message.seq > this.#lastSeq) {
        this.#tell(message);
      }
    }
    this.#lastSeq = Math.max(this.#lastSeq, this.#requested);
  }
}
