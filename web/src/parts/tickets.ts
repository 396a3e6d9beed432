// Tickets as the device stores them, so that the door does not need a network.
import { ConnectionFailed, type Schemas } from "@community/sdk";
import { effect } from "@preact/signals";
import { api } from "../app/api.js";
import { readRegistration, returns } from "../store/feed.js";
import { everyKept, forget, keep, kept, ownerNow } from "../store/idb.js";
import { type LogState, log } from "../store/log.js";
import { registrations } from "../store/store.js";

export interface KeptTicket {
  ticket: Schemas["TicketView"];
  qr: Blob;
}

type Seat = LogState["registrations"][number];

/** The most tickets that are fetched without being opened: those of the next events. */
const Most = 10;
/** Milliseconds after an event's end for which its ticket stays on the device. */
const Remembered = 7 * 86_400_000;

/** Reads a ticket and keeps it. Null: there is none (any more). */
export async function readTicket(eventId: string): Promise<KeptTicket | null> {
  const of = ownerNow();
  await readRegistration(eventId);
  const code = registrations.of(eventId).peek()?.ticket_code;
  if (!code) {
    // A ticket that is no more must not be shown at the door without a network.
    await forget("tickets", eventId);
    return null;
  }
  const [ticket, picture] = await Promise.all([api.tickets.get(code), api.tickets.qr(code)]);
  const fresh = { ticket, qr: await picture.blob() };
  // Without room for it, it is shown as long as there is a network.
  await keep("tickets", eventId, fresh, of).catch(() => {});
  return fresh;
}

/** The seats of coming events, the next first. */
export const coming = (seats: readonly Seat[], now = Date.now()): Seat[] =>
  seats
    .filter((one) => (one.status === "confirmed" || one.status === "checked_in") && !one.is_cancelled)
    .filter((one) => !one.ends_at || Date.parse(one.ends_at) > now)
    .sort((a, b) => (a.starts_at ?? "").localeCompare(b.starts_at ?? ""))
    .slice(0, Most);

/** Whether the device's ticket is of this seat as it is now. */
async function isKept({ event, status, starts_at }: Seat): Promise<boolean> {
  const here = await kept<KeptTicket>("tickets", event.id);
  return here?.ticket.status === status && (!starts_at || Date.parse(starts_at) === Date.parse(here.ticket.start_datetime));
}

/** Reads the tickets of these events, one after the other, until the network ends or another person is here. */
async function readAll(eventIds: readonly string[]): Promise<void> {
  const of = ownerNow();
  for (const id of eventIds) {
    if (of !== ownerNow()) {
      return;
    }
    try {
      await readTicket(id);
    } catch (error) {
      if (error instanceof ConnectionFailed) {
        return;
      }
    }
  }
}

/** The events of tickets on this device for which the log has no seat. Tickets of events that are long over go. */
async function seatless(seats: readonly Seat[]): Promise<string[]> {
  const held = new Set(seats.filter((one) => !one.is_cancelled).map((one) => one.event.id));
  const found: string[] = [];
  for (const { ticket } of await everyKept<KeptTicket>("tickets")) {
    if (Date.parse(ticket.end_datetime) + Remembered < Date.now()) {
      await forget("tickets", ticket.event_id);
    } else if (!held.has(ticket.event_id)) {
      found.push(ticket.event_id);
    }
  }
  return found;
}

/** Keeps the tickets of the seats that the log tells of. The server is asked for one whose seat is gone, or whose event is cancelled. */
export async function keepTickets(seats: readonly Seat[]): Promise<void> {
  const wanted = await seatless(seats);
  for (const seat of coming(seats)) {
    if (!(await isKept(seat))) {
      wanted.push(seat.event.id);
    }
  }
  await readAll(wanted);
}

/** Follows the log: the ticket of a seat is on the device although its page was never opened. */
export function followTickets(): () => void {
  let last = Promise.resolve();
  let known: unknown;
  let returned = 0;
  return effect(() => {
    const { registrations: seats, token } = log.value;
    if (seats === known && returns.value === returned) {
      return;
    }
    known = seats;
    returned = returns.value;
    // Without a token this is no log: the person has gone, or nothing has come yet.
    if (token) {
      last = last.then(() => keepTickets(seats)).catch(() => {});
    }
  });
}
