import "../../parts/listing.css";
import "./ticket.css";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { me } from "../../app/api.js";
import { useLoad } from "../../app/load.js";
import { useNotified } from "../../app/notified.js";
import { go, type ScreenProps, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { CalendarMenu } from "../../parts/calendar-menu.js";
import { LeaveSeat } from "../../parts/leave-seat.js";
import { NeedAccount } from "../../parts/need-account.js";
import { type KeptTicket, readTicket } from "../../parts/tickets.js";
import { returns } from "../../store/feed.js";
import { forget, kept } from "../../store/idb.js";
import { registrations } from "../../store/store.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Bone, Empty, Failure, Skeleton } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { clock, longDay, span, unbroken } from "../../words/format.js";
import { words } from "../../words/words.js";

export default function TicketPage({ parameters: { id = "" } }: ScreenProps) {
  const texts = words.value.ticket;
  const shown = useSignal<KeptTicket | null | undefined>(undefined);
  const loading = useLoad(async () => {
    const here = await kept<KeptTicket>("tickets", id);
    if (here) {
      shown.value = here;
    }
    try {
      shown.value = await readTicket(id);
    } catch (error) {
      if (!here) {
        throw error;
      }
    }
  }, [id, me.value?.id, returns.value]);
  // Another time or place.
  useNotified(id, loading.again);
  // Used at the door, given back elsewhere, or cancelled by the organizer: the ticket is another one.
  const registration = registrations.of(id).value;
  const status = registration === null ? null : registration?.status;
  useEffect(() => {
    const known = shown.peek();
    if (known && status !== undefined && status !== known.ticket.status) {
      loading.again();
    }
  }, [status]);
  return (
    <Screen title={texts.title} class="narrow">
      {me.value === null ? (
        <NeedAccount>{null}</NeedAccount>
      ) : shown.value ? (
        <Ticket {...shown.value} />
      ) : shown.value === null ? (
        <Empty icon="ticket" title={texts.title} text={texts.none}>
          <ButtonLink href={to(`/events/${id}`)}>{words.value.paid.toEvent}</ButtonLink>
        </Empty>
      ) : loading.error ? (
        <Failure error={loading.error} retry={loading.again} />
      ) : (
        <Skeleton>
          <Bone kind="title" />
          <Bone kind="card" />
        </Skeleton>
      )}
    </Screen>
  );
}

const isGood = (status: string) => status === "confirmed" || status === "checked_in";

export function Ticket({ ticket, qr }: KeptTicket) {
  const texts = words.value.ticket;
  const address = useSignal<string | undefined>(undefined);
  useEffect(() => {
    const url = URL.createObjectURL(qr);
    address.value = url;
    return () => URL.revokeObjectURL(url);
  }, [qr]);
  const registration = registrations.of(ticket.event_id).value;
  const isLeaving = useSignal(false);
  // What this page has heard since counts, also before the ticket is read again.
  const isValid = [ticket.status, registration === null ? "cancelled" : (registration?.status ?? ticket.status)].every(isGood);
  return (
    <article class="ticket">
      <header>
        <p class="small">{longDay(ticket.start_datetime, ticket.time_zone)}</p>
        <h1 dir="auto">{unbroken(ticket.event_name)}</h1>
        <p>
          {span(ticket.start_datetime, ticket.end_datetime, ticket.time_zone)}
          {ticket.location_name && (
            <>
              {" · "}
              <bdi>{ticket.location_name}</bdi>
            </>
          )}
        </p>
      </header>
      <div class="ticket-body">
        {!isValid ? (
          <p class="ticket-invalid">{texts.invalid}</p>
        ) : (
          <div class="ticket-qr">{address.value && <img src={address.value} alt={texts.qr} width="280" height="280" />}</div>
        )}
        {isValid && !ticket.checked_in_at && <p class="small soft ticket-kept">{texts.bright}</p>}
        {ticket.checked_in_at && (
          <Tag kind="good" icon="check">
            {texts.used(clock(ticket.checked_in_at))}
          </Tag>
        )}
        <dl>
          {ticket.holder_name && (
            <div>
              <dt>{texts.holder}</dt>
              <dd>
                <bdi>{ticket.holder_name}</bdi>
              </dd>
            </div>
          )}
          <div>
            <dt>{texts.code}</dt>
            <dd class="mono" dir="ltr">
              {ticket.code}
            </dd>
          </div>
        </dl>
        <p class="small soft ticket-kept">{texts.offline}</p>
        <div class="row ticket-tools">
          <CalendarMenu
            kind="plain"
            isUp
            of={{
              id: ticket.event_id,
              name: ticket.event_name,
              start: ticket.start_datetime,
              end: ticket.end_datetime,
              zone: ticket.time_zone,
              place: ticket.location_name ?? undefined,
            }}
          />
          <ButtonLink kind="quiet" href={to(`/events/${ticket.event_id}`)}>
            {words.value.paid.toEvent}
          </ButtonLink>
          <Button kind="quiet" onClick={() => print()}>
            {texts.print}
          </Button>
          {ticket.status === "confirmed" && registration && (
            <Button
              kind="quiet"
              icon="close"
              onClick={() => {
                isLeaving.value = true;
              }}
            >
              {words.value.event.leave}
            </Button>
          )}
        </div>
      </div>
      {isLeaving.value && (
        <LeaveSeat
          eventId={ticket.event_id}
          registration={registration}
          currency={registration?.currency ?? undefined}
          onClose={() => {
            isLeaving.value = false;
          }}
          onLeft={() => {
            void forget("tickets", ticket.event_id);
            go(`/events/${ticket.event_id}`, { isStep: false });
          }}
        />
      )}
    </article>
  );
}
