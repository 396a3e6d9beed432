import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api, me } from "../../app/api.js";
import { go, query, type ScreenProps, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { HoldLeft } from "../../parts/hold-left.js";
import { NeedAccount } from "../../parts/need-account.js";
import { isOnline, readRegistration } from "../../store/feed.js";
import { events, registrations } from "../../store/store.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Bone, Empty, sentence } from "../../ui/states.js";
import { toast } from "../../ui/toast.js";
import { words } from "../../words/words.js";
import { pay } from "../event/seat.js";

/** Milliseconds between two looks at the registration; the hub's notification comes earlier. */
const Interval = 1500;

/** Where the payment provider's page leads back to. The three ends: confirmed, not paid (yet), expired. */
export default function Paid({ parameters: { id = "" } }: ScreenProps) {
  const texts = words.value.paid;
  const registration = registrations.of(id).value;
  const isBusy = useSignal(false);
  const isCancelled = query.value.has("cancelled");
  const status = registration?.status;
  const isWaiting = !isCancelled && (registration === undefined || status === "pending");

  useEffect(() => {
    if (me.value === undefined) {
      return;
    }
    if (me.value === null) {
      return;
    }
    const look = () => readRegistration(id).catch(() => {});
    void look();
    // A seat that is there, or no longer held, changes no more; without a network there is nothing to ask.
    if (!isWaiting || !isOnline.value) {
      return;
    }
    const timer = setInterval(look, Interval);
    const end = api.realtime.on("notification", look);
    void api.realtime.connect().catch(() => {});
    return () => {
      clearInterval(timer);
      end();
    };
  }, [id, isWaiting, isOnline.value, me.value?.id]);
  useEffect(() => {
    if (status === "confirmed" || status === "checked_in") {
      toast(texts.done);
      go(`/events/${id}/ticket`, { isStep: false });
    }
  }, [status]);

  const again = async (orderId: string) => {
    isBusy.value = true;
    try {
      await pay({ id, price_credits: events.of(id).peek()?.price_credits ?? null }, orderId);
    } catch (error) {
      toast(sentence(error));
      isBusy.value = false;
    }
  };
  const orderId = registration?.order_id;
  return (
    <Screen title={texts.title} class="narrow">
      <h1 class="visually-hidden">{texts.title}</h1>
      {me.value === null ? (
        <NeedAccount>{null}</NeedAccount>
      ) : isWaiting ? (
        <Empty icon="clock" title={texts.waiting} text={texts.waitingText}>
          <Bone />
        </Empty>
      ) : status === "pending" && orderId ? (
        <Empty icon="ticket" title={texts.declined} text={texts.declinedText}>
          {registration?.hold_expires_at && (
            <p class="small soft">
              <HoldLeft until={registration.hold_expires_at} onOver={() => void readRegistration(id).catch(() => {})} />
            </p>
          )}
          <Button kind="primary" isBusy={isBusy.value} onClick={() => again(orderId)}>
            {texts.again}
          </Button>
          <ButtonLink kind="quiet" href={to(`/events/${id}`)}>
            {texts.toEvent}
          </ButtonLink>
        </Empty>
      ) : status === "confirmed" || status === "checked_in" || registration === undefined ? null : (
        <Empty icon="clock" title={texts.expired} text={texts.expiredText}>
          <ButtonLink kind="primary" href={to(`/events/${id}`)}>
            {texts.toEvent}
          </ButtonLink>
        </Empty>
      )}
    </Screen>
  );
}
