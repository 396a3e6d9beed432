// Messages on their way. Each has a client_id, so that a repeat is the same message, and is kept until the server has it: it survives a reload and
// an hour without a connection. Messages of a channel are sent one after the other, in the order in which they were written.
import { ApiError, type Message, RateLimited } from "@community/sdk";
import { signal } from "@preact/signals";
import { words } from "../words/words.js";
import { everyKept, forget, keep, kept, ownerNow } from "./idb.js";

export interface SentFile {
  /** Empty as long as it is on its way. */
  id: string;
  name: string;
}

/** A file of a message that is on neither side any longer. */
export class LostFile extends Error {}

/** Whether the server refused it, so that to try again does not help. */
export const isRefused = (error: unknown): error is ApiError => error instanceof ApiError && error.status < 500 && error.status !== 429;

export interface Unsent {
  clientId: string;
  /** Where it is posted: thread/ID, direct/ID of the person, event/ID. */
  target: string;
  content: string;
  attachments?: readonly SentFile[];
  /** The message that it answers. */
  replyTo?: string;
  /** When it was written: milliseconds since 1970. */
  at: number;
  /** sending: on its way. waiting: for the connection, or as long as the server asks. failed: refused, `reason` says why. */
  state: "sending" | "waiting" | "failed";
  /** When it is sent if it waits because too much was sent: milliseconds since 1970. */
  dueAt?: number | undefined;
  reason?: string;
}

export type Post = (message: Unsent) => Promise<Message>;
/** The files of a message once all of them have arrived. */
export type Finish = (message: Unsent) => Promise<readonly SentFile[]>;

/** Milliseconds between attempts without an answer, at most. */
const Patience = 15_000;

export class Outbox {
  /** All unsent messages, in the order in which they were written. */
  readonly all = signal<readonly Unsent[]>([]);
  readonly #post: Post;
  readonly #sent: (message: Message) => void;
  readonly #finish: Finish;
  readonly #busy = new Set<string>();
  /** Those that the device keeps. One that is no longer there was sent, or discarded, in another tab. */
  readonly #stored = new Set<string>();
  /** `isAsked`: by the server, which a connection that is back does not change. */
  #pauses: readonly { isAsked: boolean; end: () => void }[] = [];

  constructor(post: Post, sent: (message: Message) => void, finish: Finish = async () => []) {
    this.#post = post;
    this.#sent = sent;
    this.#finish = finish;
  }

  /** Continues the work that an earlier page did not finish. */
  async restore(): Promise<void> {
    const of = ownerNow();
    const before = (await everyKept<Unsent>("outbox")).sort((a, b) => a.at - b.at);
    if (of !== ownerNow()) {
      return;
    }
    const known = new Set(this.all.value.map((one) => one.clientId));
    for (const { clientId } of before) {
      this.#stored.add(clientId);
    }
    this.all.value = [...before.filter((one) => !known.has(one.clientId)), ...this.all.value];
    for (const target of new Set(before.map((one) => one.target))) {
      void this.#work(target);
    }
  }

  /** What other tabs keep. They send it, or a page that starts, or this one if `restoreOne` is called. */
  async elsewhere(): Promise<Unsent[]> {
    const rows = await everyKept<Unsent>("outbox");
    const own = new Set(this.all.value.map((one) => one.clientId));
    return rows.filter((one) => !own.has(one.clientId)).sort((a, b) => a.at - b.at);
  }

  write(target: string, content: string, more: Partial<Pick<Unsent, "attachments" | "replyTo" | "clientId">> = {}): void {
    const message: Unsent = { clientId: crypto.randomUUID(), ...more, target, content, at: Date.now(), state: "sending" };
    this.all.value = [...this.all.value, message];
    this.#store(message);
    void this.#work(target);
  }

  retry(clientId: string): void {
    const message = this.#change(clientId, { state: "sending", reason: undefined });
    if (message) {
      void this.#work(message.target);
    }
  }

  discard(clientId: string): void {
    this.#drop(clientId);
    void forget("outbox", clientId).catch(() => {});
  }

  /** Takes a discarded message in again, as it was. */
  restoreOne(message: Unsent): void {
    if (this.all.value.some((one) => one.clientId === message.clientId)) {
      return;
    }
    const taken: Unsent = message.state === "failed" ? message : { ...message, state: "sending", dueAt: undefined };
    this.all.value = [...this.all.value, taken].sort((a, b) => a.at - b.at);
    this.#store(taken);
    void this.#work(taken.target);
  }

  /** The connection is back: nothing has to wait for it any longer. */
  wake(): void {
    this.#end((one) => !one.isAsked);
  }

  /** Another person is here. */
  clear(): void {
    this.all.value = [];
    this.#end(() => true);
  }

  #store(message: Unsent): void {
    // Without room for it, it is sent as long as the page is open.
    keep("outbox", message.clientId, message).then(
      () => this.#stored.add(message.clientId),
      () => {},
    );
  }

  #drop(clientId: string): void {
    this.all.value = this.all.value.filter((one) => one.clientId !== clientId);
    this.#stored.delete(clientId);
  }

  async #isGone(clientId: string): Promise<boolean> {
    return this.#stored.has(clientId) && (await kept("outbox", clientId).catch(() => true)) === undefined;
  }

  #change(clientId: string, change: Partial<Unsent>): Unsent | undefined {
    this.all.value = this.all.value.map((one) => (one.clientId === clientId ? { ...one, ...change } : one));
    return this.all.value.find((one) => one.clientId === clientId);
  }

  /** The message with its files. Undefined: it was discarded meanwhile. */
  async #whole(message: Unsent): Promise<Unsent | undefined> {
    if (!message.attachments?.some((file) => !file.id)) {
      return message;
    }
    const attachments = await this.#finish(message);
    const whole = (await this.#isGone(message.clientId)) ? undefined : this.#change(message.clientId, { attachments });
    if (whole) {
      this.#store(whole);
    }
    return whole;
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
        if (await this.#isGone(next.clientId)) {
          this.#drop(next.clientId);
          continue;
        }
        try {
          const whole = await this.#whole(next);
          if (!whole) {
            this.#drop(next.clientId);
            continue;
          }
          const message = await this.#post(whole);
          attempt = 0;
          this.#sent(message);
          this.discard(next.clientId);
        } catch (error) {
          if (!this.all.value.some((one) => one.clientId === next.clientId)) {
            // It was discarded while its files were on their way.
            continue;
          }
          if (error instanceof LostFile || isRefused(error)) {
            const reason = error instanceof LostFile ? error.message : words.value.errors.refused(error);
            const failed = this.#change(next.clientId, { state: "failed", reason });
            void (failed && keep("outbox", next.clientId, failed).catch(() => {}));
          } else {
            const asked = error instanceof ApiError ? (error.retryAfter ?? 0) * 1000 : 0;
            const pause = Math.max(asked, Math.min(Patience, 1000 * 2 ** attempt++));
            const dueAt = error instanceof RateLimited ? Date.now() + pause : undefined;
            this.#change(next.clientId, { state: "waiting", dueAt });
            await this.#pause(pause, asked > 0);
            this.#change(next.clientId, { state: "sending" });
          }
        }
      }
    } finally {
      this.#busy.delete(target);
    }
  }

  #pause(milliseconds: number, isAsked: boolean): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#end((one) => one === pause), milliseconds);
      const end = () => {
        clearTimeout(timer);
        resolve();
      };
      const pause = { isAsked, end };
      this.#pauses = [...this.#pauses, pause];
    });
  }

  #end(isMeant: (pause: { isAsked: boolean; end: () => void }) => boolean): void {
    const over = this.#pauses.filter(isMeant);
    this.#pauses = this.#pauses.filter((one) => !over.includes(one));
    for (const { end } of over) {
      end();
    }
  }
}
