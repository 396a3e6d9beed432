// Scans at a door that the server has not heard of. They are sent whenever it can be reached, also long after the scanner was closed.
import { ApiError } from "@community/sdk";
import { api } from "../app/api.js";
import { go } from "../app/router.js";
import { toast } from "../ui/toast.js";
import { spoken, words } from "../words/words.js";
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
  /** The person at the door has seen the refusal. */
  isSeen?: boolean;
}

/** Tells the server of a scan. The nonce makes a repeat the same scan. */
export type CheckIn<T> = (eventId: string, scan: Scan) => PromiseLike<T>;

export const checkIn: CheckIn<Awaited<ReturnType<typeof api.events.checkIn>>> = (eventId, scan) => {
  const body = scan.payload ? { payload: scan.payload, nonce: scan.nonce } : { ticket_code: scan.code ?? "", nonce: scan.nonce };
  return api.events.checkIn(eventId, body, { maxRetries: 0, timeout: 6000 });
};

/**
 * Whether an answer is the last word about a scan. Others are about the server, or about the session: the scan still counts. One who may no longer
 * scan for the event is refused for good.
 */
export const isForGood = (error: unknown): error is ApiError =>
  error instanceof ApiError &&
  error.status >= 400 &&
  error.status < 500 &&
  (![401, 403, 408, 425, 429].includes(error.status) || error.reason === "not_staff");

/** Milliseconds between two attempts while scans wait. */
export const Interval = 15_000;

/** Sends one scan and keeps how it ended. Answers the scan as it is kept; throws where it still waits. */
export async function settleScan(scan: Scan, tell: CheckIn<unknown>, of = ownerNow()): Promise<Scan> {
  let settled: Scan = { ...scan, isTold: true };
  try {
    await tell(scan.eventId, scan);
  } catch (error) {
    if (!isForGood(error)) {
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

/** Says that scans were refused, to the person who let these tickets in, and leads to the scanner that lists them. */
function tellRefused(scans: readonly Scan[]): void {
  const [first] = scans;
  if (first) {
    const texts = words.value.scans;
    toast(texts.refused(scans.length), { text: texts.see, run: () => go(`/organize/${first.eventId}/scan`) });
  }
}

/** Whose refusals were told since the page was opened. */
let toldTo: string | undefined;
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
    const all = await everyKept<Scan>("scans");
    const waiting = all.filter((one) => !one.isTold).sort((a, b) => a.at - b.at);
    // Those of an earlier page are told once more: the toast may have gone unseen.
    const refused = toldTo === of ? [] : all.filter((one) => one.refusal && !one.isSeen && !openDoors.has(one.eventId));
    const failed = new Set(openDoors);
    for (const scan of waiting) {
      if (failed.has(scan.eventId) || of !== ownerNow()) {
        continue;
      }
      try {
        const settled = await settleScan(scan, tell, of);
        refused.push(...(settled.refusal ? [settled] : []));
      } catch {
        // Another event may still be open to this person.
        failed.add(scan.eventId);
        isLeft = true;
      }
    }
    await spoken().catch(() => {});
    if (of === ownerNow()) {
      toldTo = of;
      tellRefused(refused);
    }
  } finally {
    isSending = false;
  }
  if (isLeft) {
    timer = setTimeout(() => void sendScans(tell).catch(() => {}), Interval);
  }
}
