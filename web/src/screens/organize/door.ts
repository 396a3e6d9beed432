// The door: each scan is judged, online by the server, offline by the signature and by the scans of this device. Scans that the server has
// not heard of are kept with their nonce, so that each counts once.
import { ApiError, ConnectionFailed, type Schemas } from "@community/sdk";
import { signal } from "@preact/signals";
import { api } from "../../app/api.js";
import { everyKept, forget, keep, kept } from "../../store/idb.js";
import { readTicket } from "./ticket-check.js";

export interface Scan {
  nonce: string;
  eventId: string;
  /** The text of the code; else the code that was typed. */
  payload?: string;
  code?: string;
  at: number;
}

export type Verdict =
  | { kind: "ok"; name?: string | null; isOffline?: boolean }
  | { kind: "already"; at?: string; name?: string | null }
  | { kind: "wrong" | "fake" | "unpaid" | "refused"; text?: string };

type Keys = Schemas["JsonWebKeySet"]["keys"];

/** The meaning of a server's refusal at the door. */
export function verdictOf(error: ApiError): Verdict {
  switch (error.reason) {
    case "already_checked_in":
      return { kind: "already", at: error.problem.checked_in_at as string | undefined };
    case "wrong_event":
      return { kind: "wrong" };
    case "bad_signature":
    case "unknown_ticket":
      return { kind: "fake" };
    case "payment_pending":
      return { kind: "unpaid" };
    default:
      return { kind: "refused", text: error.message };
  }
}

export class Door {
  /** Scans that the server has not heard of. */
  readonly waiting = signal<readonly Scan[]>([]);
  /** Scans that it refused later. */
  readonly conflicts = signal<readonly { scan: Scan; verdict: Verdict }[]>([]);
  readonly #eventId: string;
  #keys: Keys = [];
  /** Tickets that this device has let in. */
  readonly #seen = new Map<string, number>();
  #isSending = false;

  constructor(eventId: string) {
    this.#eventId = eventId;
  }

  /** Loads the waiting scans, and the keys for the time without a network. */
  async open(): Promise<void> {
    this.waiting.value = (await everyKept<Scan>("scans")).filter((one) => one.eventId === this.#eventId);
    for (const scan of this.waiting.value) {
      this.#seen.set(scan.code ?? scan.payload ?? "", scan.at);
    }
    this.#keys = (await kept<Keys>("drafts", "ticket-keys")) ?? [];
    try {
      this.#keys = (await api.tickets.keys()).keys;
      await keep("drafts", "ticket-keys", this.#keys);
    } catch {
      // The kept ones do.
    }
    void this.send();
  }

  async judge(input: Pick<Scan, "payload" | "code">): Promise<Verdict> {
    const scan: Scan = { ...input, nonce: crypto.randomUUID(), eventId: this.#eventId, at: Date.now() };
    try {
      const answer = await this.#post(scan);
      this.#seen.set(input.payload ?? input.code ?? "", scan.at);
      return { kind: "ok", name: answer.holder_name };
    } catch (error) {
      if (error instanceof ConnectionFailed) {
        return this.#offline(scan);
      }
      if (error instanceof ApiError) {
        return verdictOf(error);
      }
      throw error;
    }
  }

  /** Sends the waiting scans. */
  async send(): Promise<void> {
    if (this.#isSending) {
      return;
    }
    this.#isSending = true;
    try {
      for (const scan of this.waiting.value) {
        try {
          await this.#post(scan);
        } catch (error) {
          if (!(error instanceof ApiError) || error.status >= 500 || error.status === 429) {
            return;
          }
          this.conflicts.value = [...this.conflicts.value, { scan, verdict: verdictOf(error) }];
        }
        this.waiting.value = this.waiting.value.filter((one) => one.nonce !== scan.nonce);
        await forget("scans", scan.nonce);
      }
    } finally {
      this.#isSending = false;
    }
  }

  async #offline(scan: Scan): Promise<Verdict> {
    const key = scan.payload ?? scan.code ?? "";
    const before = this.#seen.get(key);
    if (before) {
      return { kind: "already", at: new Date(before).toISOString() };
    }
    // A typed code has no signature: without the network it cannot be told from a guess.
    const ticket = scan.payload ? await readTicket(scan.payload, this.#keys) : null;
    if (!ticket) {
      return { kind: "fake" };
    }
    if (ticket.event !== this.#eventId) {
      return { kind: "wrong" };
    }
    this.#seen.set(key, scan.at);
    this.waiting.value = [...this.waiting.value, scan];
    await keep("scans", scan.nonce, scan);
    return { kind: "ok", isOffline: true };
  }

  #post(scan: Scan): PromiseLike<Schemas["CheckedInView"]> {
    const body = scan.payload ? { payload: scan.payload, nonce: scan.nonce } : { ticket_code: scan.code ?? "", nonce: scan.nonce };
    return api.events.checkIn(this.#eventId, body, { maxRetries: 0, timeout: 6000 });
  }
}
