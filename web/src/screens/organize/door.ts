// The door: each scan is judged, online by the server, offline by the signature and by the scans of this device. Scans that the server has
// not heard of are kept with their nonce, so that each counts once.
import { ApiError, ConnectionFailed, type Schemas } from "@community/sdk";
import { signal } from "@preact/signals";
import { api } from "../../app/api.js";
import { everyKept, keep, kept } from "../../store/idb.js";
import { knowsKey, readTicket } from "./ticket-check.js";

export interface Scan {
  nonce: string;
  eventId: string;
  /** The text of the code; else the code that was typed. */
  payload?: string;
  code?: string;
  at: number;
  /** The ticket, as far as the signature or the server named it: a ticket is drawn anew each time, with another text. */
  registration?: string;
  ticketCode?: string;
  /** The server knows of it: it is kept, so that the ticket is not let in again without a network. */
  isTold?: boolean;
}

export type Verdict =
  | { kind: "ok"; name?: string | null; isOffline?: boolean }
  | { kind: "already"; at?: string; name?: string | null }
  // Without the network it can be neither let in nor refused.
  | { kind: "unchecked" }
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

/** Whether an answer is about the ticket. Others are about the server, or about the session: the scan still counts. */
const isAboutTicket = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.status >= 400 && error.status < 500 && ![401, 403, 408, 429].includes(error.status);

/** The calls of the door; a test has others. */
export interface DoorServer {
  keys: () => PromiseLike<{ keys: Keys }>;
  checkIn: (eventId: string, scan: Scan) => PromiseLike<Schemas["CheckedInView"]>;
}

const fleet: DoorServer = {
  keys: () => api.tickets.keys(),
  checkIn: (eventId, scan) => {
    const body = scan.payload ? { payload: scan.payload, nonce: scan.nonce } : { ticket_code: scan.code ?? "", nonce: scan.nonce };
    return api.events.checkIn(eventId, body, { maxRetries: 0, timeout: 6000 });
  },
};

export class Door {
  /** Scans that the server has not heard of. */
  readonly waiting = signal<readonly Scan[]>([]);
  /** Scans that it refused later. */
  readonly conflicts = signal<readonly { scan: Scan; verdict: Verdict }[]>([]);
  readonly #eventId: string;
  readonly #server: DoorServer;
  #keys: Keys = [];
  /** The tickets that this device has let in, by registration and by code. */
  readonly #seen = new Map<string, number>();
  #isSending = false;

  constructor(eventId: string, server: DoorServer = fleet) {
    this.#eventId = eventId;
    this.#server = server;
  }

  /** Loads the scans of this device, and the keys for the time without a network. */
  async open(): Promise<void> {
    const all = (await everyKept<Scan>("scans")).filter((one) => one.eventId === this.#eventId);
    for (const scan of all) {
      this.#remember(scan);
    }
    this.waiting.value = all.filter((one) => !one.isTold);
    this.#keys = (await kept<Keys>("drafts", "ticket-keys")) ?? [];
    try {
      this.#keys = (await this.#server.keys()).keys;
      await keep("drafts", "ticket-keys", this.#keys);
    } catch {
      // The kept ones do.
    }
    void this.send();
  }

  async judge(input: Pick<Scan, "payload" | "code">): Promise<Verdict> {
    const scan: Scan = { ...input, nonce: crypto.randomUUID(), eventId: this.#eventId, at: Date.now() };
    try {
      const { holder_name, registration } = await this.#server.checkIn(this.#eventId, scan);
      const code = registration.ticket_code;
      await this.#admit({ ...scan, isTold: true, registration: registration.id, ...(code ? { ticketCode: code } : {}) });
      return { kind: "ok", name: holder_name };
    } catch (error) {
      if (isAboutTicket(error)) {
        return verdictOf(error);
      }
      // A server that is away, or in a bad minute, leaves the signature.
      if (error instanceof ConnectionFailed || (error instanceof ApiError && (error.status >= 500 || error.status === 429))) {
        return this.#offline(scan);
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
          await this.#server.checkIn(this.#eventId, scan);
        } catch (error) {
          if (!isAboutTicket(error)) {
            return;
          }
          this.conflicts.value = [...this.conflicts.value, { scan, verdict: verdictOf(error) }];
        }
        this.waiting.value = this.waiting.value.filter((one) => one.nonce !== scan.nonce);
        await keep("scans", scan.nonce, { ...scan, isTold: true });
      }
    } finally {
      this.#isSending = false;
    }
  }

  #remember(scan: Scan): void {
    for (const name of [scan.registration, scan.ticketCode, scan.code]) {
      if (name) {
        this.#seen.set(name, scan.at);
      }
    }
  }

  async #admit(scan: Scan): Promise<void> {
    this.#remember(scan);
    await keep("scans", scan.nonce, scan).catch(() => {
      // The device has no room left: it is known until the page ends.
    });
  }

  async #offline(scan: Scan): Promise<Verdict> {
    const ticket = scan.payload ? await readTicket(scan.payload, this.#keys) : null;
    const before = this.#seen.get(ticket?.registration ?? "") ?? this.#seen.get(ticket?.code ?? scan.code ?? "");
    if (before) {
      return { kind: "already", at: new Date(before).toISOString() };
    }
    if (!ticket) {
      // A typed code has no signature: without the network it cannot be told from a guess. The same holds for a key that is not here.
      return scan.payload && knowsKey(scan.payload, this.#keys) ? { kind: "fake" } : { kind: "unchecked" };
    }
    if (ticket.event !== this.#eventId) {
      return { kind: "wrong" };
    }
    const admitted = { ...scan, registration: ticket.registration, ticketCode: ticket.code };
    this.waiting.value = [...this.waiting.value, admitted];
    await this.#admit(admitted);
    return { kind: "ok", isOffline: true };
  }
}
