import { PaymentRequired } from "@community/sdk";
import { api } from "../app/api.js";
import { go, to } from "../app/router.js";

/** Does work that may have to be paid first. If so, it shows the order's page, which leads on to `back`, and answers false. */
export async function payable(work: () => PromiseLike<unknown>, back: string): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof PaymentRequired && error.orderId) {
      go(`/orders/${error.orderId}?back=${encodeURIComponent(to(back))}`);
      return false;
    }
    throw error;
  }
}

/** Leaves for the payment provider's page of an order, which leads back to the order's page. */
export async function payByCard(orderId: string, back: string): Promise<void> {
  const here = `${location.origin}${to(`/orders/${orderId}`)}?back=${encodeURIComponent(back)}`;
  const page = await api.orders.checkout({
    order_id: orderId,
    payment_method: "card",
    success_url: `${here}&paid=1`,
    cancel_url: `${here}&cancelled=1`,
  });
  location.assign(page.checkout_url);
}
