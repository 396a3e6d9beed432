import "../../parts/listing.css";
import "./event.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { me } from "../../app/api.js";
import { copy } from "../../app/copy.js";
import { came, take } from "../../app/first.js";
import { useGlance } from "../../app/glance.js";
import { useLoad } from "../../app/load.js";
import { mapOf } from "../../app/maps.js";
import { publicAddress, query, type ScreenProps, setQuery, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { Suspended } from "../../app/suspended.js";
import { CalendarMenu } from "../../parts/calendar-menu.js";
import { HoldLeft } from "../../parts/hold-left.js";
import { LeaveSeat } from "../../parts/leave-seat.js";
import { nameOf } from "../../parts/person.js";
import { readEvent, readRegistration, returns, takeEvents } from "../../store/feed.js";
import { type Event, events, type Registration, registrations } from "../../store/store.js";
import { Avatar } from "../../ui/avatar.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Cover } from "../../ui/cover.js";
import { Icon } from "../../ui/icon.js";
import { Bone, Failure, Skeleton, sentence } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { toast } from "../../ui/toast.js";
import { clock, dayClock, longDay, money, span, unbroken } from "../../words/format.js";
import { words } from "../../words/words.js";
import { Announcements, Going } from "./announcements.js";
import { Arrive, mayArrive, Photos } from "./photos.js";
import { RegisterSheet } from "./register-sheet.js";
import { pay } from "./seat.js";
import { stepOf } from "./step.js";

/** Milliseconds between two looks at the seats that are left. */
const Interval = 15_000;

export default function EventPage({ parameters: { id = "" } }: ScreenProps) {
  const given = came("event");
  if (given?.id === id && !events.of(id).peek()) {
    takeEvents([given]);
  }
  const event = events.of(id).value;
  const registration = registrations.of(id).value;
  const loading = useLoad(async () => {
    if (take("event")?.id === id && !me.value) {
      return;
    }
    await Promise.all([readEvent(id), me.value ? readRegistration(id) : undefined]);
  }, [id, me.value?.id, returns.value]);
  const isCounted = event?.spots_remaining != null && Date.parse(event.end_datetime) > Date.now();
  useGlance(() => void readEvent(id).catch(() => {}), isCounted ? Interval : undefined, [id]);
  if (loading.error && !event) {
    return (
      <Screen title={words.value.errors.title}>
        <Failure error={loading.error} retry={loading.again} />
      </Screen>
    );
  }
  return (
    <Screen title={event?.name ?? words.value.common.loading} class="event-page">
      {event ? <EventBody event={event} registration={registration} /> : <EventBones />}
    </Screen>
  );
}

function EventBones() {
  return (
    <Skeleton kind="event-grid">
      <Bone kind="cover" />
      <div class="stack">
        <Bone kind="title" />
        <Bone />
        <Bone />
        <Bone kind="row" />
      </div>
    </Skeleton>
  );
}

function EventBody({ event, registration }: { event: Event; registration: Registration | null | undefined }) {
  const texts = words.value.event;
  const isElsewhere = clock(event.start_datetime) !== clock(event.start_datetime, event.time_zone);
  const address = [event.location_address, event.location_city].filter(Boolean).join(", ");
  const map = mapOf(event);
  const isMine = event.organizer_id === me.value?.id;
  const isIn = Boolean(me.value) && (isMine || event.my_status === "confirmed" || event.my_status === "checked_in");
  const isReporting = useSignal(false);
  const share = async () => {
    const address = event.visibility === "public" ? publicAddress("e", event.id) : `${location.origin}${to(`/events/${event.id}`)}`;
    if (navigator.share) {
      await navigator.share({ title: event.name, url: address }).catch(() => {});
    } else {
      await copy(address, texts.shared);
    }
  };
  return (
    <article class="event-grid">
      <div class="event-picture">
        <Cover id={event.id} picture={event.image_url} placeholder={event.image?.placeholder} isFirst />
      </div>
      <div class="event-main">
        <header class="stack event-title">
          <h1 dir="auto">{unbroken(event.name)}</h1>
          <p class="row">
            <Tag icon="people">{texts.going(event.registration_count)}</Tag>
            {event.interests.slice(0, 4).map((interest) => (
              <Tag key={interest}>
                <bdi>{interest}</bdi>
              </Tag>
            ))}
          </p>
        </header>
        <section class="stack" aria-labelledby="about">
          <h2 id="about">{texts.about}</h2>
          {event.description ? (
            <p class="event-text in-line" dir="auto">
              {event.description}
            </p>
          ) : (
            <p class="soft">{texts.noAbout}</p>
          )}
        </section>
        {isIn && <Announcements event={event} />}
        <Going id={event.id} />
        <Photos event={event} mayAdd={isIn} />
      </div>
      <aside class="event-side">
        <dl class="facts">
          <div>
            <dt class="visually-hidden">{texts.when}</dt>
            <Icon name="calendar" />
            <dd>
              <strong>{longDay(event.start_datetime, event.time_zone)}</strong>
              <span>{span(event.start_datetime, event.end_datetime, event.time_zone)}</span>
              {isElsewhere && <span class="small soft">{texts.yourTime(dayClock(event.start_datetime))}</span>}
            </dd>
          </div>
          <div>
            <dt class="visually-hidden">{texts.where}</dt>
            <Icon name="pin" />
            <dd>
              <strong>
                <bdi>{event.location_name ?? words.value.common.online}</bdi>
              </strong>
              {address && (
                <span class="soft">
                  <bdi>{address}</bdi>
                </span>
              )}
              {map && (
                <a class="small fact-more" href={map} target="_blank" rel="noopener noreferrer">
                  {texts.map}
                </a>
              )}
            </dd>
          </div>
          {event.organizer && <Host of={event.organizer} />}
        </dl>
        <Seat event={event} registration={registration} />
        {mayArrive(event) && <Arrive event={event} onDone={() => void readEvent(event.id)} />}
        <div class="event-tools">
          <Button kind="quiet" icon="share" onClick={share}>
            {texts.share}
          </Button>
          <CalendarMenu
            of={{
              id: event.id,
              name: event.name,
              start: event.start_datetime,
              end: event.end_datetime,
              zone: event.time_zone,
              place: [event.location_name, address].filter(Boolean).join(", "),
              text: event.description ?? undefined,
            }}
          />
          {isIn && (
            <ButtonLink kind="quiet" icon="chat" href={to(`/events/${event.id}/chat`)}>
              {texts.chat}
            </ButtonLink>
          )}
          {isMine && (
            <ButtonLink kind="quiet" icon="chart" href={to(`/organize/${event.id}`)}>
              {texts.manage}
            </ButtonLink>
          )}
          {me.value && !isMine && (
            <Button
              kind="quiet"
              icon="flag"
              onClick={() => {
                isReporting.value = true;
              }}
            >
              {texts.report}
            </Button>
          )}
        </div>
        {isReporting.value && (
          <Suspended
            load={() => import("../../parts/report.js").then((module) => module.Report)}
            props={{
              type: "event" as const,
              id: event.id,
              onClose: () => {
                isReporting.value = false;
              },
            }}
          />
        )}
      </aside>
    </article>
  );
}

/** The organizer. Profiles are for signed-in people: a visitor sees the name, as on the server's page. */
function Host({ of }: { of: Schemas["OrganizerView"] }) {
  const texts = words.value.event;
  const name = <bdi>{nameOf(of)}</bdi>;
  return (
    <div>
      <dt class="visually-hidden">{texts.host}</dt>
      <Avatar id={of.id} name={nameOf(of)} picture={of.picture_url} size={24} />
      <dd>
        <span class="small soft">{texts.host}</span>
        {me.value ? <a href={to(`/users/${of.id}`)}>{name}</a> : name}
      </dd>
    </div>
  );
}

/** The price, the room that is left, and the one thing to do now. */
function Seat({ event, registration }: { event: Event; registration: Registration | null | undefined }) {
  const texts = words.value.event;
  // The button of the server's page leads here.
  const isOpen = useSignal(query.peek().has("take"));
  const isLeaving = useSignal(false);
  const isBusy = useSignal(false);
  const step = stepOf(event, registration);
  const price = money(event.price_cents, event.currency);
  const room = event.spots_remaining === null ? texts.unlimited : texts.spots(event.spots_remaining);

  const attempt = async (work: () => Promise<unknown>) => {
    isBusy.value = true;
    try {
      await work();
    } catch (error) {
      toast(sentence(error));
    } finally {
      isBusy.value = false;
    }
  };
  const open = () => {
    isOpen.value = true;
  };
  const isIn = step === "ticket" || step === "waiting" || step === "continue";
  return (
    <section class="seat" aria-label={words.value.register.title}>
      {step === "cancelled" || step === "over" ? (
        <p class="seat-note">
          {step === "over" ? texts.over : event.cancel_reason ? texts.cancelledWhy(event.cancel_reason) : texts.cancelled}
        </p>
      ) : (
        <div class="seat-bar">
          <p class="seat-price">
            {isIn ? (
              <strong class={step === "ticket" ? "is-in" : undefined}>
                {step === "ticket" && <Icon name="check" />}
                {step === "ticket" ? texts.you : price}
              </strong>
            ) : (
              <strong>{price}</strong>
            )}
            <span class="small soft">
              {step === "waiting" && registration?.waitlist_position ? (
                texts.waiting(registration.waitlist_position)
              ) : step === "continue" && registration?.hold_expires_at ? (
                <HoldLeft until={registration.hold_expires_at} onOver={() => void readRegistration(event.id).catch(() => {})} />
              ) : step === "ticket" ? (
                ""
              ) : (
                room
              )}
            </span>
          </p>
          {step === "ticket" ? (
            <ButtonLink kind="primary" icon="ticket" href={to(`/events/${event.id}/ticket`)}>
              {texts.seeTicket}
            </ButtonLink>
          ) : step === "continue" ? (
            <Button kind="primary" isBusy={isBusy.value} onClick={() => attempt(() => pay(event, registration?.order_id ?? ""))}>
              {texts.continuePaying(price)}
            </Button>
          ) : step === "waiting" ? null : (
            <Button kind="primary" onClick={open}>
              {step === "waitlist" ? texts.join : step === "pay" ? texts.pay(price) : texts.register}
            </Button>
          )}
        </div>
      )}
      {event.price_cents > 0 && !isIn && step !== "cancelled" && step !== "over" && (
        <p class="small soft">{texts.refund(event.refund_hours)}</p>
      )}
      {step === "ticket" && registration && <Refund of={registration} />}
      {isIn && registration && registration.status !== "checked_in" && (
        <button
          type="button"
          class="link-button small"
          onClick={() => {
            isLeaving.value = true;
          }}
        >
          {step === "waiting" ? texts.leaveWaitlist : texts.leave}
        </button>
      )}
      {isOpen.value && (
        <RegisterSheet
          event={event}
          step={step}
          onClose={() => {
            isOpen.value = false;
            if (query.peek().has("take")) {
              setQuery({ take: "" });
            }
          }}
        />
      )}
      {isLeaving.value && (
        <LeaveSeat
          eventId={event.id}
          registration={registration}
          currency={event.price_cents > 0 ? event.currency : undefined}
          isWaiting={step === "waiting"}
          onClose={() => {
            isLeaving.value = false;
          }}
        />
      )}
    </section>
  );
}

/** What the reader gets back for their seat, and until when: also after the event has moved. */
function Refund({ of: { refund_cents, refund_credits, refund_until, currency } }: { of: Registration }) {
  const texts = words.value.event;
  const amount = refund_cents ? money(refund_cents, currency ?? "") : refund_credits ? texts.creditsBack(refund_credits) : "";
  return amount && refund_until ? <p class="small soft">{texts.refundUntil(amount, dayClock(refund_until))}</p> : null;
}
