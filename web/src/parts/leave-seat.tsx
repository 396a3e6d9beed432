import { useAct } from "../app/act.js";
import { leaveSeat } from "../screens/event/seat.js";
import type { Registration } from "../store/store.js";
import { Button } from "../ui/button.js";
import { Dialog } from "../ui/dialog.js";
import { toast } from "../ui/toast.js";
import { money } from "../words/format.js";
import { words } from "../words/words.js";

/** Asks before a seat is given back, with the refund; or before the waitlist is left. */
export function LeaveSeat({
  eventId,
  registration,
  currency,
  isWaiting,
  onClose,
  onLeft,
}: {
  eventId: string;
  registration: Registration | null | undefined;
  /** Of the event, where it has a price. */
  currency?: string | undefined;
  isWaiting?: boolean;
  onClose: () => void;
  onLeft?: () => void;
}) {
  const texts = words.value.event;
  const { isBusy, run } = useAct();
  const action = isWaiting ? texts.leaveWaitlist : texts.leave;
  const refund = registration?.refund_cents;
  return (
    <Dialog title={isWaiting ? texts.leaveWaitlist : texts.leaveTitle} onClose={onClose}>
      <p>{texts.leaveText}</p>
      {!isWaiting && currency && (
        <p>
          {refund
            ? texts.leaveRefund(money(refund, registration?.currency ?? currency))
            : registration?.refund_credits
              ? texts.leaveCredits(registration.refund_credits)
              : texts.leaveNoRefund}
        </p>
      )}
      <Button
        kind="danger"
        isWide
        isBusy={isBusy.value}
        onClick={async () => {
          if (await run(() => leaveSeat(eventId))) {
            onClose();
            toast(texts.left);
            onLeft?.();
          }
        }}
      >
        {action}
      </Button>
    </Dialog>
  );
}
