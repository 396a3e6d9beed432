// Taking a seat, paying for it, giving it back.
import { PaymentRequired } from "@community/sdk";
import { api } from "../../app/api.js";
import { go, to } from "../../app/router.js";
import { readEvent, readRegistration } from "../../store/feed.js";
import { apply, type Event, registrations } from "../../store/store.js";

/** Registers. With a price the page where it is paid is shown, and this one ends: false. */
export async function takeSeat(event: Event): Promise<boolean> {
  try {
    apply([{ kind: "registration", eventId: event.id, registration: await api.events.register(event.id) }]);
    void readEvent(event.id).catch(() => {});
    return true;
  } catch (error) {
    if (error instanceof PaymentRequired && error.orderId) {
      // The page that one comes back to shows the seat that is held.
      await readRegistration(event.id).catch(() => {});
      await pay(event, error.orderId);
      return false;
    }
    throw error;
  }
}

/** Leaves for the payment provider's page, which leads back here; for the order's page where credits are taken, too. */
export async function pay(event: Pick<Event, "id" | "price_credits">, orderId: string): Promise<void> {
  if (event.price_credits !== null) {
    go(`/orders/${orderId}?back=${encodeURIComponent(to(`/events/${event.id}/paid`))}`);
    return;
  }
  const back = `${location.origin}${to(`/events/${event.id}/paid`)}`;
  const page = await api.orders.checkout({
    order_id: orderId,
    payment_method: "card",
    success_url: back,
    cancel_url: `${back}?cancelled=1`,
  });
  location.assign(page.checkout_url);
}

/** Goes on with the payment of a seat that is held. A hold that has ended meanwhile: the page of the event says how to go on. */
export async function payHeld(event: Event): Promise<void> {
  await readRegistration(event.id);
  const held = registrations.of(event.id).peek();
  if (held?.status === "pending" && held.order_id) {
    await pay(event, held.order_id);
  } else {
    go(`/events/${event.id}`);
  }
}

export async function leaveSeat(eventId: string): Promise<void> {
  await api.events.cancelRegistration(eventId);
  await Promise.all([readEvent(eventId), readRegistration(eventId)]);
}
