import { useSignal } from "@preact/signals";
import { api, enter, me } from "../../app/api.js";
import { go, to } from "../../app/router.js";
import { type Event, registrations } from "../../store/store.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Dialog } from "../../ui/dialog.js";
import { sentence } from "../../ui/states.js";
import { toast } from "../../ui/toast.js";
import { money } from "../../words/format.js";
import { words } from "../../words/words.js";
import { leaveSeat, takeSeat } from "./seat.js";
import type { Step } from "./step.js";

/** From "I would like to come" to the seat: one tap for a signed-in person, one tap for a guest. */
export function RegisterSheet({ event, step, onClose }: { event: Event; step: Step; onClose: () => void }) {
  const texts = words.value.register;
  const isBusy = useSignal(false);
  const error = useSignal<unknown>(undefined);
  const price = money(event.price_cents, event.currency);
  const next = encodeURIComponent(to(`/events/${event.id}`));

  // A seat that was not paid goes back without a trace.
  const undo = {
    text: words.value.common.undo,
    run: () => {
      leaveSeat(event.id).then(
        () => {
          toast(words.value.event.left);
          go(`/events/${event.id}`, { isStep: false });
        },
        (failure: unknown) => toast(sentence(failure)),
      );
    },
  };

  const confirm = async () => {
    isBusy.value = true;
    error.value = undefined;
    try {
      if (!me.value) {
        await enter(api.auth.registerGuest());
      }
      if (!(await takeSeat(event))) {
        // The payment's page is on its way.
        return;
      }
      onClose();
      if (registrations.of(event.id).peek()?.status === "waitlisted") {
        toast(texts.waitlisted, undo);
      } else {
        toast(texts.done, undo);
        go(`/events/${event.id}/ticket`);
      }
    } catch (failure) {
      error.value = failure;
    }
    isBusy.value = false;
  };

  const explanation = step === "waitlist" ? texts.confirmFull : event.price_cents > 0 ? texts.confirmPaid(price) : texts.confirmFree;
  return (
    <Dialog title={texts.title} onClose={onClose}>
      <p class="sheet-event" dir="auto">
        {event.name}
      </p>
      <p class="soft">{explanation}</p>
      {me.value ? (
        <Button kind="primary" isWide isBusy={isBusy.value} onClick={confirm}>
          {step === "waitlist" ? words.value.event.join : event.price_cents > 0 ? texts.toPayment : texts.confirm}
        </Button>
      ) : (
        <>
          <Button kind="primary" isWide isBusy={isBusy.value} onClick={confirm}>
            {texts.asGuest}
          </Button>
          <p class="small soft">{texts.guestText}</p>
          <div class="sheet-others">
            <ButtonLink href={`${to("/sign-in")}?next=${next}`}>{texts.haveAccount}</ButtonLink>
            <ButtonLink href={`${to("/register")}?next=${next}`}>{texts.newAccount}</ButtonLink>
          </div>
        </>
      )}
      {error.value !== undefined && (
        <p class="field-error" role="alert">
          {sentence(error.value)}
        </p>
      )}
    </Dialog>
  );
}
