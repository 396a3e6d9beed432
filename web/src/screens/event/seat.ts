// Taking a seat, paying for it, giving it back.
import { PaymentRequired } from "@community/sdk";
import { api } from "../../app/api.js";
import { to } from "../../app/router.js";
import { readEvent, readRegistration } from "../../store/feed.js";
import { apply, type Event } from "../../store/store.js";

/** Registers. With a price the page of the payment provider is shown, and this page ends: false. */
export async function takeSeat(event: Event): Promise<boolean> {
  try {
    apply([{ kind: "registration", eventId: event.id, registration: await api.events.register(event.id) }]);
    void readEvent(event.id).catch(() => {});
    return true;
  } catch (error) {
    if (error instanceof PaymentRequired && error.orderId) {
      await pay(event.id, error.orderId);
      return false;
    }
    throw error;
  }
}

/** Leaves for the payment provider's page, which leads back here. */
export async function pay(eventId: string, orderId: string): Promise<void> {
  const back = `${location.origin}${to(`/events/${eventId}/paid`)}`;
  const page = await api.orders.checkout({
    order_id: orderId,
    payment_method: "card",
    success_url: back,
    cancel_url: `${back}?cancelled=1`,
  });
  location.assign(page.checkout_url);
}

export async function leaveSeat(eventId: string): Promise<void> {
  await api.events.cancelRegistration(eventId);
  await Promise.all([readEvent(eventId), readRegistration(eventId)]);
}
