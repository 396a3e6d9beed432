// Scans at a door that the server has not heard of. They are sent whenever it can be reached, also long after the scanner was closed.
import { ApiError } from "@community/sdk";
import { api } from "../app/api.js";
import { everyKept, keep, ownerNow } from "./idb.js";

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
  /** Why the server refused it later. */
  refusal?: { status: number; problem: ApiError["problem"] };
}

/** Tells the server of a scan. The nonce makes a repeat the same scan. */
export type CheckIn<T> = (eventId: string, scan: Scan) => PromiseLike<T>;

export const checkIn: CheckIn<Awaited<ReturnType<typeof api.events.checkIn>>> = (eventId, scan) => {
  const body = scan.payload ? { payload: scan.payload, nonce: scan.nonce } : { ticket_code: scan.code ?? "", nonce: scan.nonce };
  return api.events.checkIn(eventId, body, { maxRetries: 0, timeout: 6000 });
};

/** Whether an answer is about the ticket. Others are about the server, or about the session: the scan still counts. */
export const isAboutTicket = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.status >= 400 && error.status < 500 && ![401, 403, 408, 429].includes(error.status);

/** Milliseconds between two attempts while scans wait. */
export const Interval = 15_000;

/** Sends one scan and keeps how it ended. Answers the scan as it is kept; throws where it still waits. */
export async function settleScan(scan: Scan, tell: CheckIn<unknown>, of = ownerNow()): Promise<Scan> {
  let settled: Scan = { ...scan, isTold: true };
  try {
    await tell(scan.eventId, scan);
  } catch (error) {
    if (!isAboutTicket(error)) {
      throw error;
    }
    settled = { ...settled, refusal: { status: error.status, problem: error.problem } };
  }
  await keep("scans", scan.nonce, settled, of).catch(() => {
    // The device has no room left: the next page sends it once more, which changes nothing.
  });
  return settled;
}

/** Events whose scanner is open: it sends its scans by itself. */
export const openDoors = new Set<string>();

let isSending = false;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Sends all scans of the present person that wait, and comes back to those that could not be sent. */
export async function sendScans(tell: CheckIn<unknown> = checkIn): Promise<void> {
  const of = ownerNow();
  if (isSending || !of) {
    return;
  }
  isSending = true;
  clearTimeout(timer);
  let isLeft = false;
  try {
    const waiting = (await everyKept<Scan>("scans")).filter((one) => !one.isTold).sort((a, b) => a.at - b.at);
    const failed = new Set(openDoors);
    for (const scan of waiting) {
      if (failed.has(scan.eventId) || of !== ownerNow()) {
        continue;
      }
      try {
        await settleScan(scan, tell, of);
      } catch {
        // Another event may still be open to this person.
        failed.add(scan.eventId);
        isLeft = true;
      }
    }
  } finally {
    isSending = false;
  }
  if (isLeft) {
    timer = setTimeout(() => void sendScans(tell).catch(() => {}), Interval);
  }
}
