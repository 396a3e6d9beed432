// The door: each scan is judged, online by the server, offline by the signature and by the scans of this device. Scans that the server has
// not heard of are kept with their nonce, so that each counts once.
import { ApiError, ConnectionFailed, type Schemas } from "@community/sdk";
import { signal } from "@preact/signals";
import { api } from "../../app/api.js";
import { everyKept, keep, kept, ownerNow } from "../../store/idb.js";
import { type CheckIn, checkIn, Interval, isForGood, openDoors, type Scan, settleScan } from "../../store/scans.js";
import { knowsKey, readTicket } from "./ticket-check.js";

export type Verdict =
  | { kind: "ok"; name?: string | null; isOffline?: boolean }
  | { kind: "already"; at?: string; by?: string }
  // Without the network it can be neither let in nor refused.
  | { kind: "unchecked" }
  // `reason` has words of its own where the catalogue has them; else the server's text is shown.
  | { kind: "wrong" | "fake" | "unpaid" | "refused"; reason?: string; text?: string };

type Keys = Schemas["JsonWebKeySet"]["keys"];

function refused({ message, reason, status }: ApiError): Verdict {
  const known = reason ?? (status === 404 ? "no_event" : undefined);
  return { kind: "refused", text: message, ...(known ? { reason: known } : {}) };
}

/** The meaning of a server's refusal at the door. */
export function verdictOf(error: ApiError): Verdict {
  switch (error.reason) {
    case "already_checked_in":
      return {
        kind: "already",
        at: error.problem.checked_in_at as string | undefined,
        ...(error.problem.checked_in_by ? { by: String(error.problem.checked_in_by) } : {}),
      };
    case "wrong_event":
      return { kind: "wrong" };
    case "bad_signature":
    case "unknown_ticket":
      return { kind: "fake" };
    case "payment_pending":
      return { kind: "unpaid" };
    default:
      return refused(error);
  }
}

/** What is shown of a scan that the server refused later, until it was seen. */
const conflictOf = (scan: Scan): { scan: Scan; verdict: Verdict }[] | undefined =>
  scan.refusal && !scan.isSeen ? [{ scan, verdict: verdictOf(new ApiError(scan.refusal.status, scan.refusal.problem)) }] : undefined;

/** The calls of the door; a test has others. */
export interface DoorServer {
  keys: () => PromiseLike<{ keys: Keys }>;
  checkIn: CheckIn<Schemas["CheckedInView"]>;
}

const fleet: DoorServer = { keys: () => api.tickets.keys(), checkIn };

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
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(eventId: string, server: DoorServer = fleet) {
    this.#eventId = eventId;
    this.#server = server;
  }

  /** Loads the scans of this device, and the keys for the time without a network. Its scans are sent by it until it is closed. */
  async open(): Promise<void> {
    openDoors.add(this.#eventId);
    const all = (await everyKept<Scan>("scans")).filter((one) => one.eventId === this.#eventId);
    for (const scan of all) {
      this.#remember(scan);
    }
    const known = new Set(this.waiting.value.map((one) => one.nonce));
    this.waiting.value = [...all.filter((one) => !one.isTold && !known.has(one.nonce)), ...this.waiting.value];
    this.conflicts.value = all.flatMap((scan) => conflictOf(scan) ?? []);
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
      // The server answers again.
      void this.send();
      return { kind: "ok", name: holder_name };
    } catch (error) {
      if (isForGood(error)) {
        return verdictOf(error);
      }
      // A server that is away, or in a bad minute, leaves the signature.
      if (error instanceof ConnectionFailed || (error instanceof ApiError && (error.status >= 500 || error.status === 429))) {
        return this.#offline(scan);
      }
      throw error;
    }
  }

  /** Ends the attempts of this page. Scans that wait are sent by the client, wherever the person is in it. */
  close(): void {
    clearTimeout(this.#timer);
    openDoors.delete(this.#eventId);
  }

  /** Sends the waiting scans, and comes back to those that could not be sent. */
  async send(): Promise<void> {
    if (this.#isSending) {
      return;
    }
    this.#isSending = true;
    const of = ownerNow();
    clearTimeout(this.#timer);
    try {
      for (let scan = this.waiting.value[0]; scan; scan = this.waiting.value[0]) {
        const { nonce } = scan;
        const settled = await settleScan(scan, this.#server.checkIn, of);
        this.conflicts.value = [...this.conflicts.value, ...(conflictOf(settled) ?? [])];
        this.waiting.value = this.waiting.value.filter((one) => one.nonce !== nonce);
      }
    } catch {
      this.#sendLater();
    } finally {
      this.#isSending = false;
    }
  }

  /** Takes a refusal off the list. The ticket stays known: this device does not let it in again without a network. */
  async putAside(nonce: string): Promise<void> {
    const found = this.conflicts.value.find(({ scan }) => scan.nonce === nonce);
    if (found) {
      this.conflicts.value = this.conflicts.value.filter((one) => one !== found);
      await keep("scans", nonce, { ...found.scan, isSeen: true });
    }
  }

  /** Sends a refused scan once more, for one who may scan again. */
  async sendAgain(nonce: string): Promise<void> {
    const found = this.conflicts.value.find(({ scan }) => scan.nonce === nonce);
    if (found) {
      const { refusal, isTold, ...scan } = found.scan;
      await keep("scans", nonce, scan);
      this.conflicts.value = this.conflicts.value.filter((one) => one !== found);
      this.waiting.value = [...this.waiting.value, scan];
      await this.send();
    }
  }

  #sendLater(): void {
    clearTimeout(this.#timer);
    if (openDoors.has(this.#eventId)) {
      this.#timer = setTimeout(() => void this.send(), Interval);
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
    this.#sendLater();
    return { kind: "ok", isOffline: true };
  }
}
