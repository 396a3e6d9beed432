// Files on their way to a message. They belong to the draft of their place: they go on while another place is shown, and after a reload from where
// they were. Until the server has a file, the device keeps it.
import { NotFound } from "@community/sdk";
import type { ResumableOptions } from "@community/sdk/resumable";
import { effect, signal } from "@preact/signals";
import { api, me } from "../../app/api.js";
import { everyKeptEntry, forget, keep, kept, ownerNow } from "../../store/idb.js";
import { isRefused, LostFile, type SentFile } from "../../store/outbox.js";
import { toast } from "../../ui/toast.js";
import { words } from "../../words/words.js";
import { draftChannel, type Told } from "./drafts.js";
import { talkWords } from "./words.js";

export interface Upload {
  key: string;
  /** thread/ID, direct/ID, event/ID; outbox/ID once it belongs to a message that waits for it. */
  place: string;
  name: string;
  /** In the order of these they are in the message. */
  begun: number;
  /** Of the last change: milliseconds since 1970. */
  at: number;
  percent: number;
  /** Until the server has it. */
  file?: Blob | undefined;
  /** Of a large file: it goes on where it was. */
  uploadId?: string | undefined;
  /** Once the server has it. */
  id?: string;
  isPicture?: boolean;
  /** The alternative text of a picture. */
  alt?: string;
  /** The connection was lost for too long. */
  isStopped?: boolean;
}

/** Milliseconds: after a day the server deletes a file that no message has taken. */
const Taken = 23 * 3_600_000;
/** Milliseconds after which the files of a message that is neither stored nor waiting are forgotten: until then it can be taken back. */
const Reprieve = 60_000;

const row = (key: string) => `file/${key}`;

export class Uploads {
  /** Those of all places, in the order in which they were begun. */
  readonly all = signal<readonly Upload[]>([]);
  readonly #running = new Map<string, { stop: AbortController; done: Promise<void> }>();
  /** Those that the device keeps. One that is no longer there was sent, or removed, in another tab. */
  readonly #stored = new Set<string>();
  readonly #tabs: BroadcastChannel;
  /** How far the tab is that sends a file. */
  readonly #progress = new BroadcastChannel("community.uploads");

  constructor() {
    this.#tabs = draftChannel(({ files }) => void (files && this.#read()));
    this.#progress.onmessage = ({ data: { key, percent } }: MessageEvent<Pick<Upload, "key" | "percent">>) =>
      this.#change(key, { percent });
    addEventListener("online", () => this.#goOn());
    let before: string | undefined;
    effect(() => {
      const now = me.value?.id;
      if (before !== undefined && now !== before) {
        for (const { key } of this.all.peek()) {
          this.#stop(key);
        }
        this.all.value = [];
      }
      before = now;
      void this.#read();
    });
  }

  of(place: string): readonly Upload[] {
    return this.all.value.filter((one) => one.place === place);
  }

  /** Those that a message waits for. */
  ofMessage(clientId: string): readonly Upload[] {
    return this.of(waiting(clientId));
  }

  add(place: string, file: Blob & { name: string }): void {
    const at = Date.now();
    const begun = Math.max(at, 1 + (this.all.peek().at(-1)?.begun ?? 0));
    const one: Upload = { key: crypto.randomUUID(), place, name: file.name, begun, at, percent: 0, file };
    this.all.value = [...this.all.value, one];
    this.#store(one);
    this.goOn(one.key);
  }

  /** Goes on with one that has stopped. What is refused is taken off the draft. */
  goOn(key: string): void {
    this.#run(key).catch((error: unknown) => {
      const one = this.#find(key);
      // A message that waits for it says so itself.
      if (one && isRefused(error) && !isHanded(one)) {
        toast(`${one.name}: ${words.value.errors.refused(error)}`);
        this.remove(key);
      }
    });
  }

  describe(key: string, alt: string): void {
    this.#change(key, { alt }, true);
  }

  remove(key: string): void {
    this.#drop(key);
    void forget("drafts", row(key)).then(this.#tell, () => {});
  }

  /** Gives the files of a draft to a message. It waits for those that are still on their way. */
  hand(place: string, clientId: string): SentFile[] {
    const own = this.of(place);
    const isWhole = own.every((one) => one.id);
    for (const { key } of own) {
      if (isWhole) {
        this.remove(key);
      } else {
        this.#change(key, { place: waiting(clientId), at: Date.now() }, true);
      }
    }
    return own.map(({ id = "", name }) => ({ id, name }));
  }

  /** The files of a message, as soon as the server has all of them. */
  async finished(clientId: string, files: readonly SentFile[]): Promise<SentFile[]> {
    await this.#read();
    const own = this.ofMessage(clientId);
    if (own.length < files.length) {
      throw new LostFile(talkWords.value.lostFiles);
    }
    await Promise.all(own.map((one) => !one.id && this.#run(one.key)));
    return this.ofMessage(clientId).map(({ id = "", name }) => ({ id, name }));
  }

  /** The message was discarded. Its files are there for a while, so that it can be taken back. */
  discard(clientId: string): void {
    for (const { key } of this.ofMessage(clientId)) {
      this.#stop(key);
      this.#change(key, { isStopped: true, at: Date.now() }, true);
    }
    setTimeout(() => void this.#read(), Reprieve + 1000);
  }

  #find(key: string): Upload | undefined {
    return this.all.peek().find((one) => one.key === key);
  }

  #change(key: string, change: Partial<Upload>, isLasting = false): void {
    this.all.value = this.all.value.map((one) => (one.key === key ? { ...one, ...change } : one));
    const changed = isLasting && this.#find(key);
    if (changed) {
      this.#store(changed);
    }
  }

  #store(one: Upload): void {
    // Without room for it, it goes on as long as the page is open.
    keep("drafts", row(one.key), { ...one, isStopped: undefined }).then(
      () => {
        this.#stored.add(one.key);
        this.#tell();
      },
      () => {},
    );
  }

  readonly #tell = () => this.#tabs.postMessage({ place: "", files: true } satisfies Told);

  #stop(key: string): void {
    this.#running.get(key)?.stop.abort();
    this.#running.delete(key);
  }

  #drop(key: string): void {
    this.#stop(key);
    this.#stored.delete(key);
    this.all.value = this.all.value.filter((one) => one.key !== key);
  }

  /** Takes in what an earlier page left, and what other tabs have changed. */
  async #read(): Promise<void> {
    const of = ownerNow();
    // One that is stored while these are read is not among them.
    const stored = new Set(this.#stored);
    const rows = (await everyKeptEntry("drafts")).flatMap(([key, value]) => (key.startsWith("file/") ? [value as Upload] : []));
    const over = await Promise.all(rows.map(isOver));
    if (of !== ownerNow()) {
      return;
    }
    for (const { key } of this.all.peek()) {
      if (stored.has(key) && !rows.some((one) => one.key === key)) {
        this.#drop(key);
      }
    }
    for (const [index, one] of rows.entries()) {
      if (over[index]) {
        this.#drop(one.key);
        void forget("drafts", row(one.key)).catch(() => {});
        continue;
      }
      this.#stored.add(one.key);
      const here = this.#find(one.key);
      if (!here) {
        this.all.value = [...this.all.value, one].sort((a, b) => a.begun - b.begun);
      } else if (one.at > here.at) {
        this.#change(one.key, one);
      }
    }
    this.#goOn();
  }

  /** Those of messages that wait are gone on with by the outbox. */
  #goOn(): void {
    for (const one of this.all.peek()) {
      if (!one.id && !isHanded(one)) {
        this.goOn(one.key);
      }
    }
  }

  #run(key: string): Promise<void> {
    const before = this.#running.get(key);
    if (before) {
      return before.done;
    }
    const stop = new AbortController();
    this.#change(key, { isStopped: false });
    const done = alone(key, stop.signal, () => this.#send(key, stop.signal)).catch((error: unknown) => {
      if (this.#running.get(key)?.stop === stop) {
        this.#running.delete(key);
        this.#change(key, { isStopped: true });
      }
      throw error;
    });
    this.#running.set(key, { stop, done });
    done.then(
      () => this.#running.delete(key),
      () => {},
    );
    return done;
  }

  async #send(key: string, signal: AbortSignal): Promise<void> {
    const present = this.#stored.has(key) ? await kept<Upload>("drafts", row(key)).catch(() => undefined) : undefined;
    const one = present ?? this.#find(key);
    if (!one?.file) {
      // Another tab was faster.
      await this.#read();
      return;
    }
    const options: ResumableOptions = {
      contentType: one.file.type || "application/octet-stream",
      signal,
      timeout: 0,
      onProgress: ({ sent, total }) => {
        const percent = Math.round((100 * sent) / (total || 1));
        this.#change(key, { percent });
        this.#progress.postMessage({ key, percent });
      },
      onBegun: (uploadId) => this.#change(key, { uploadId, at: Date.now() }, true),
    };
    const { file, name, uploadId } = one;
    const send = (more: ResumableOptions) => api.attachments.upload(file, { name }, more);
    const stored = await send(uploadId ? { ...options, uploadId } : options).catch((error: unknown) => {
      // The server has forgotten what was begun.
      if (uploadId && error instanceof NotFound) {
        return send(options);
      }
      throw error;
    });
    const done = { id: stored.id, percent: 100, isPicture: stored.content_type.startsWith("image/"), at: Date.now() };
    this.#change(key, { ...done, file: undefined, uploadId: undefined }, true);
  }
}

const waiting = (clientId: string) => `outbox/${clientId}`;
const isHanded = ({ place }: Upload) => place.startsWith("outbox/");

/** A file that the server has deleted meanwhile, or whose message is gone. */
async function isOver(one: Upload): Promise<boolean> {
  if (one.id && one.at + Taken < Date.now()) {
    return true;
  }
  return isHanded(one) && one.at + Reprieve < Date.now() && (await kept("outbox", one.place.slice(7))) === undefined;
}

/** The name of a file, with how far it is. */
export function progressOf({ id, name, percent, isStopped }: Upload): string {
  const texts = talkWords.value;
  return id ? name : isStopped ? texts.stopped(name, percent) : texts.uploading(name, percent);
}

/** One tab at a time sends a file; the next one finds it sent. */
async function alone(key: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  // Without a secure origin there are no locks.
  await (navigator.locks ? navigator.locks.request(`upload ${key}`, { signal }, work) : work());
}

export const uploads = new Uploads();
