import type { Event, Registration } from "../../store/store.js";

/** The next possible step for an event. */
export type Step = "register" | "pay" | "waitlist" | "continue" | "waiting" | "ticket" | "cancelled" | "over";

export function stepOf(event: Event, registration: Registration | null | undefined, now = Date.now()): Step {
  const status = registration?.status ?? event.my_status;
  if (event.status === "cancelled") {
    return "cancelled";
  }
  if (status === "confirmed" || status === "checked_in") {
    return "ticket";
  }
  if (Date.parse(event.end_datetime) <= now) {
    return "over";
  }
  if (status === "pending") {
    return "continue";
  }
  if (status === "waitlisted") {
    return "waiting";
  }
  if (event.spots_remaining === 0) {
    return "waitlist";
  }
  return event.price_cents > 0 ? "pay" : "register";
}
