// Messages on their way. Each has a client_id, so that a repeat is the same message, and is kept until the server has it: it survives a reload and
// an hour without a connection. Messages of a channel are sent one after the other, in the order in which they were written.
import { ApiError, type Message } from "@community/sdk";
import { signal } from "@preact/signals";
import { everyKept, forget, keep, ownerNow } from "./idb.js";

export interface Unsent {
  clientId: string;
  /** Where it is posted: thread/ID, direct/ID of the person, event/ID. */
  target: string;
  content: string;
  /** Files that were uploaded for it. */
  attachments?: readonly { id: string; name: string }[];
  /** The message that it answers. */
  replyTo?: string;
  /** When it was written: milliseconds since 1970. */
  at: number;
  /** sending: on its way. waiting: for the connection. failed: refused, `reason` says why. */
  state: "sending" | "waiting" | "failed";
  reason?: string;
}

export type Post = (message: Unsent) => Promise<Message>;

/** Milliseconds between attempts without an answer, at most. */
const Patience = 15_000;

export class Outbox {
  /** All unsent messages, in the order in which they were written. */
  readonly all = signal<readonly Unsent[]>([]);
  readonly #post: Post;
  readonly #sent: (message: Message) => void;
  readonly #busy = new Set<string>();
  #wake: (() => void)[] = [];

  constructor(post: Post, sent: (message: Message) => void) {
    this.#post = post;
    this.#sent = sent;
  }

  /** Continues the work that an earlier page did not finish. */
  async restore(): Promise<void> {
    const of = ownerNow();
    const before = (await everyKept<Unsent>("outbox")).sort((a, b) => a.at - b.at);
    if (of !== ownerNow()) {
      return;
    }
    const known = new Set(this.all.value.map((one) => one.clientId));
    this.all.value = [...before.filter((one) => !known.has(one.clientId)), ...this.all.value];
    for (const target of new Set(before.map((one) => one.target))) {
      void this.#work(target);
    }
  }

  write(target: string, content: string, more: Pick<Unsent, "attachments" | "replyTo"> = {}): void {
    const message: Unsent = { ...more, clientId: crypto.randomUUID(), target, content, at: Date.now(), state: "sending" };
    this.all.value = [...this.all.value, message];
    // Without room for it, it is sent as long as the page is open.
    void keep("outbox", message.clientId, message).catch(() => {});
    void this.#work(target);
  }

  retry(clientId: string): void {
    const message = this.#change(clientId, { state: "sending", reason: undefined });
    if (message) {
      void this.#work(message.target);
    }
  }

  discard(clientId: string): void {
    this.all.value = this.all.value.filter((one) => one.clientId !== clientId);
    void forget("outbox", clientId).catch(() => {});
  }

  /** The connection is back: nothing has to wait any longer. */
  wake(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) {
      wake();
    }
  }

  /** Another person is here. */
  clear(): void {
    this.all.value = [];
    this.wake();
  }

  #change(clientId: string, change: Partial<Unsent>): Unsent | undefined {
    this.all.value = this.all.value.map((one) => (one.clientId === clientId ? { ...one, ...change } : one));
    return this.all.value.find((one) => one.clientId === clientId);
  }

  async #work(target: string): Promise<void> {
    if (this.#busy.has(target)) {
      return;
    }
    this.#busy.add(target);
    try {
      for (let attempt = 0; ; ) {
        const next = this.all.value.find((one) => one.target === target && one.state !== "failed");
        if (!next) {
          return;
        }
        try {
          const message = await this.#post(next);
          attempt = 0;
          this.#sent(message);
          this.discard(next.clientId);
        } catch (error) {
          if (error instanceof ApiError && error.status < 500 && error.status !== 429) {
            const failed = this.#change(next.clientId, { state: "failed", reason: error.message });
            void (failed && keep("outbox", next.clientId, failed).catch(() => {}));
          } else {
            this.#change(next.clientId, { state: "waiting" });
            await this.#pause(Math.min(Patience, 1000 * 2 ** attempt++));
            this.#change(next.clientId, { state: "sending" });
          }
        }
      }
    } finally {
      this.#busy.delete(target);
    }
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
