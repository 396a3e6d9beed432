import "../../parts/listing.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { copy } from "../../app/copy.js";
import { useGlance } from "../../app/glance.js";
import { useList } from "../../app/list.js";
import { useLoad } from "../../app/load.js";
import { go, place, publicAddress, query, type ScreenProps, setQuery, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { Confirm } from "../../parts/confirm.js";
import { Listing } from "../../parts/listing.js";
import { Menu } from "../../parts/menu.js";
import { NeedAccount } from "../../parts/need-account.js";
import { nameOf, PersonLine } from "../../parts/person.js";
import { PersonPicker } from "../../parts/person-picker.js";
import { PictureButton } from "../../parts/picture-button.js";
import { save } from "../../parts/save.js";
import { SubNav } from "../../parts/subnav.js";
import { readEvent, returns } from "../../store/feed.js";
import { type Event, events } from "../../store/store.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Field, Select } from "../../ui/field.js";
import { Icon } from "../../ui/icon.js";
import { SearchBox } from "../../ui/search-box.js";
import { Bone, Empty, Failure, Skeleton } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { clock, date, day, listOf, longDay, money } from "../../words/format.js";
import { dates, numbers } from "../../words/intl.js";
import { locale, words } from "../../words/words.js";
import { Announcements } from "../event/announcements.js";
import { Announce } from "./announce.js";
import { Arrivals } from "./arrivals.js";
import { Chart, Numbers } from "./chart.js";
import { checksOf } from "./draft.js";
import { byDay, byQuarter, noonOf, quarters, type Step } from "./series.js";
import { organizeWords } from "./words.js";

export default function Dashboard({ parameters: { id = "" } }: ScreenProps) {
  const event = events.of(id).value;
  return (
    <Screen title={event?.name ?? organizeWords.value.title} class="page">
      <NeedAccount isFull>
        <Body id={id} />
      </NeedAccount>
    </Screen>
  );
}

function Body({ id }: { id: string }) {
  const texts = organizeWords.value;
  const event = events.of(id).value;
  const loading = useLoad(() => readEvent(id), [id, me.value?.id]);
  const open = useSignal<"" | "announce" | "cancel" | "delete">("");
  const sent = useSignal(0);
  const reason = useSignal("");
  const part = query.value.get("part") ?? "";
  if (!event) {
    return loading.error ? (
      <Failure error={loading.error} retry={loading.again} />
    ) : (
      <Skeleton>
        <Bone kind="title" />
        <Bone kind="row" />
      </Skeleton>
    );
  }
  if (event.organizer_id !== me.value?.id) {
    return (
      <Empty level={1} icon="calendar" title={event.name} text={texts.notYours}>
        <ButtonLink href={to(`/events/${id}`)}>{texts.see}</ButtonLink>
      </Empty>
    );
  }
  const close = () => {
    open.value = "";
  };
  const show = (what: typeof open.value) => () => {
    open.value = what;
  };
  const isDraft = event.status === "draft";
  const isCancelled = event.status === "cancelled";
  return (
    <>
      <header class="page-head">
        <div>
          <h1 dir="auto">{event.name}</h1>
          <p class="soft">
            {longDay(event.start_datetime, event.time_zone)} · {clock(event.start_datetime, event.time_zone)}
          </p>
        </div>
        <div class="row">
          {isDraft && <Tag>{texts.draft}</Tag>}
          {isCancelled && <Tag kind="warn">{texts.cancelled}</Tag>}
          {event.status === "published" && (
            <ButtonLink kind="primary" icon="ticket" href={to(`/organize/${id}/scan`)}>
              {texts.scan}
            </ButtonLink>
          )}
          <ButtonLink icon="edit" href={to(`/organize/${id}/edit`)}>
            {words.value.common.edit}
          </ButtonLink>
          <Menu
            label={words.value.common.options}
            items={[
              { text: texts.see, icon: "compass", href: to(`/events/${id}`) },
              ...(event.status === "published" ? [{ text: texts.announce, icon: "send" as const, onChoose: show("announce") }] : []),
              ...(isDraft ? [] : [{ text: texts.writeAll, icon: "chat" as const, href: to(`/events/${id}/chat`) }]),
              { text: texts.duplicate, icon: "plus", href: `${to("/organize/new")}?of=${id}` },
              ...(isDraft
                ? [{ text: texts.deleteDraft, icon: "trash" as const, onChoose: show("delete") }]
                : isCancelled
                  ? []
                  : [{ text: texts.cancel, icon: "close" as const, onChoose: show("cancel") }]),
            ]}
          />
        </div>
      </header>
      {isDraft && <Checklist event={event} />}
      <SubNav
        label={texts.title}
        here={place.value.path + (part ? `?part=${part}` : "")}
        links={[
          [to(`/organize/${id}`), texts.overview],
          [to(`/organize/${id}?part=attendees`), texts.attendees],
          [to(`/organize/${id}?part=crew`), texts.crew],
        ]}
      />
      {part === "attendees" ? <Attendees event={event} /> : part === "crew" ? <Crew id={id} /> : <Figures event={event} />}
      {!part && !isDraft && <Announcements key={sent.value} event={event} title={texts.announcements} withCount />}
      {open.value === "announce" && (
        <Announce
          event={event}
          onClose={close}
          onSent={() => {
            sent.value++;
          }}
        />
      )}
      {open.value === "cancel" && (
        <Confirm
          title={texts.cancel}
          action={texts.cancel}
          typed={event.name}
          done={texts.cancelledDone}
          onClose={close}
          work={async () => {
            await api.events.cancel(id, { reason: reason.value.trim() || null });
            await readEvent(id);
          }}
        >
          <p>{texts.cancelText(event.registration_count)}</p>
          <RefundSum id={id} />
          <Field
            label={texts.reason}
            value={reason.value}
            dir="auto"
            onValue={(value) => {
              reason.value = value;
            }}
          />
        </Confirm>
      )}
      {open.value === "delete" && (
        <Confirm
          title={texts.deleteDraft}
          action={texts.deleteDraft}
          onClose={close}
          work={async () => {
            await api.events.delete(id);
            go("/organize", { isStep: false });
          }}
        />
      )}
    </>
  );
}

/** The money that goes back if the event is cancelled now. */
function RefundSum({ id }: { id: string }) {
  const sums = useSignal<readonly string[]>([]);
  useLoad(async () => {
    const { revenue } = await api.events.stats(id);
    sums.value = revenue.filter((one) => one.net > 0).map((one) => amountOf(one.net, one.currency));
  }, [id]);
  return sums.value.length > 0 ? (
    <p>
      <strong>{organizeWords.value.refundSum(listOf(sums.value))}</strong>
    </p>
  ) : null;
}

function Checklist({ event }: { event: Event }) {
  const texts = organizeWords.value;
  const publishing = useAct();
  const checks = checksOf(event);
  const isReady = checks.every(([check, isDone]) => isDone || check === "picture" || check === "description");
  return (
    <section class="panel" aria-labelledby="checklist">
      <h2 id="checklist">{texts.checklist}</h2>
      <ul class="stack">
        {checks.map(([check, isDone]) => (
          <li key={check} class="row">
            <Icon name={isDone ? "check" : "clock"} />
            <span>{texts.checks[check]}</span>
            {!isDone && <Tag kind="warn">{texts.missing}</Tag>}
          </li>
        ))}
      </ul>
      <div class="row">
        <PictureButton
          label={texts.choose}
          tooLarge={texts.tooLarge}
          shape="wide"
          onPick={async (file) => {
            await api.events.setImage(event.id, file, {}, { contentType: file.type });
            await readEvent(event.id);
          }}
        />
        <Button
          kind="primary"
          disabled={!isReady}
          isBusy={publishing.isBusy.value}
          onClick={() =>
            publishing.run(async () => {
              await api.events.publish(event.id);
              await readEvent(event.id);
            }, texts.published1)
          }
        >
          {texts.publish}
        </Button>
      </div>
    </section>
  );
}

/** Milliseconds: doors open twelve hours before the start. */
const DoorBefore = 12 * 3_600_000;

/** Whether people may have arrived. */
const isDoorOpen = (event: Event) => event.status === "published" && Date.parse(event.start_datetime) - DoorBefore <= Date.now();

/** Milliseconds between two looks at the figures. */
const Interval = 10_000;

export function Figures({ event }: { event: Event }) {
  const texts = organizeWords.value;
  const stats = useSignal<Schemas["EventStats"] | undefined>(undefined);
  const loading = useLoad(async () => {
    stats.value = await api.events.stats(event.id);
  }, [event.id, event.registration_count, returns.value]);
  useGlance(
    () => {
      void readEvent(event.id).catch(() => {});
      // The figures that are shown stay where a look fails.
      api.events.stats(event.id).then(
        (next) => {
          stats.value = next;
        },
        () => {},
      );
    },
    event.status === "draft" ? undefined : Interval,
    [event.id],
  );
  const now = stats.value;
  if (!now) {
    return loading.error ? (
      <Failure error={loading.error} retry={loading.again} />
    ) : (
      <Skeleton>
        <Bone kind="row" />
      </Skeleton>
    );
  }
  const names = ["confirmed", "arrivals", "waitlisted", "pending", "cancelled", "no_shows"] as const;
  const until = lastDay(event);
  const waiting = to(`/organize/${event.id}?part=attendees&status=waitlisted`);
  const onDay = (at: number) => date(new Date(at).toISOString(), "UTC");
  const panels = (
    <>
      <section class="panel" aria-labelledby="by-day">
        <h2 id="by-day">{texts.registrations}</h2>
        {now.registrations_by_day.length === 0 ? (
          <p class="soft">{texts.noRegistrations}</p>
        ) : (
          <Chart label={texts.registrations} points={byDay(now.registrations_by_day, until)} amount={number} when={onDay}>
            <Numbers
              head={[texts.day, texts.count]}
              rows={now.registrations_by_day.map((one) => [onDay(noonOf(one.date)), number(one.count)])}
            />
          </Chart>
        )}
      </section>
      {now.revenue.length > 0 && (
        <section class="panel" aria-labelledby="revenue">
          <h2 id="revenue">{texts.revenue}</h2>
          {now.revenue.map((one) => (
            <Revenue key={one.currency} of={one} days={now.revenue_by_day} until={until} onDay={onDay} />
          ))}
        </section>
      )}
      <ArrivalTimes event={event} steps={quarters(now.arrivals_by_quarter)} />
    </>
  );
  return (
    <>
      <dl class="figures">
        {names.map((name) => (
          <div key={name}>
            <dd>{name === "confirmed" && now.max_attendees ? texts.ofSeats(now.confirmed, now.max_attendees) : now[name]}</dd>
            <dt>{name === "waitlisted" && now.waitlisted > 0 ? <a href={waiting}>{texts.figures[name]}</a> : texts.figures[name]}</dt>
          </div>
        ))}
      </dl>
      {isDoorOpen(event) ? (
        <div class="grid-2">
          <Arrivals id={event.id} />
          <div class="stack">{panels}</div>
        </div>
      ) : (
        <div class="grid-2">{panels}</div>
      )}
    </>
  );
}

/** The last day of the charts: today, or the day of the event. */
function lastDay(event: Event): string {
  const last = Math.min(Date.now(), Date.parse(event.end_datetime));
  return dates("en-CA", { timeZone: event.time_zone }).format(last);
}

function Revenue({
  of,
  days,
  until,
  onDay,
}: {
  of: Schemas["Revenue"];
  days: readonly Schemas["DayRevenue"][];
  until: string;
  onDay: (at: number) => string;
}) {
  const texts = organizeWords.value;
  const { currency } = of;
  const paid = days.filter((one) => one.currency === currency).map((one) => ({ date: one.date, count: one.paid }));
  const say = (minor: number) => amount(minor, currency);
  return (
    <>
      <dl class="figures">
        {(["paid", "refunded", "net"] as const).map((name) => (
          <div key={name}>
            <dd>{say(of[name])}</dd>
            <dt>{texts[name]}</dt>
          </div>
        ))}
      </dl>
      <Chart label={texts.paid} points={byDay(paid, until)} amount={say} when={onDay}>
        <Numbers head={[texts.day, texts.paid]} rows={paid.map((one) => [onDay(noonOf(one.date)), say(one.count)])} />
      </Chart>
    </>
  );
}

/** When people arrived. */
function ArrivalTimes({ event, steps }: { event: Event; steps: readonly Step[] }) {
  const texts = organizeWords.value;
  const [first, last] = [steps[0], steps.at(-1)];
  if (!first || !last) {
    return null;
  }
  const isLong = last.at - first.at > 72_000_000;
  const when = (at: number) => {
    const time = new Date(at).toISOString();
    return (isLong ? `${day(time, event.time_zone)}, ` : "") + clock(time, event.time_zone);
  };
  return (
    <section class="panel" aria-labelledby="arrival-times">
      <h2 id="arrival-times">{texts.arrivalTimes}</h2>
      <Chart label={texts.arrived} points={byQuarter(steps)} amount={number} when={when}>
        <Numbers head={[texts.until, texts.count]} rows={steps.map((one) => [when(one.at), number(one.count)])} />
      </Chart>
    </section>
  );
}

const number = (count: number) => numbers(locale.value.startsWith("ar") ? "ar-AE" : locale.value).format(count);

const amountOf = (minor: number, currency: string) =>
  currency === "credits" ? organizeWords.value.credits(minor) : money(minor, currency);

const amount = (minor: number, currency: string) => (minor === 0 || currency === "credits" ? String(minor) : money(minor, currency));

/** The link of an event to pass on: one that is not public has no page of the server. */
const addressOf = (event: Event) =>
  event.visibility === "public" ? publicAddress("e", event.id) : `${location.origin}${to(`/events/${event.id}`)}`;

function Attendees({ event }: { event: Event }) {
  const texts = organizeWords.value;
  const status = query.value.get("status") ?? "";
  const q = query.value.get("q")?.trim() ?? "";
  const removing = useSignal<Schemas["AttendeeView"] | undefined>(undefined);
  const filters = { ...(status ? { status } : {}), ...(q ? { q } : {}) };
  const all = useList<Schemas["AttendeeView"]>(
    (cursor) => api.events.attendees(event.id, { limit: 100, cursor, ...filters }),
    [event.id, status, q],
  );
  const { isBusy, run } = useAct();
  return (
    <>
      <search class="filters">
        <SearchBox label={texts.searchAttendees} placeholder={texts.searchAttendees} value={q} onValue={(text) => setQuery({ q: text })} />
        <Select
          label={texts.status}
          value={status}
          onValue={(value) => setQuery({ status: value })}
          options={[["", texts.anyStatus], ...Object.entries(texts.statuses)]}
        />
        <Button
          icon="down"
          isBusy={isBusy.value}
          onClick={() => run(async () => save(await (await api.events.attendeesCsv(event.id, filters)).blob(), `${event.name}.csv`))}
        >
          {texts.csv}
        </Button>
      </search>
      <Listing
        of={all}
        label={texts.attendees}
        empty={
          q || status ? (
            <Empty icon="people" title={texts.noneFound} text={texts.noneFoundText}>
              <Button icon="close" onClick={() => setQuery({ q: "", status: "" })}>
                {words.value.discover.clear}
              </Button>
            </Empty>
          ) : (
            <Empty icon="people" title={texts.noAttendees} text={texts.noAttendeesText}>
              {event.status === "published" && (
                <Button kind="primary" icon="link" onClick={() => copy(addressOf(event), words.value.event.shared)}>
                  {words.value.event.share}
                </Button>
              )}
            </Empty>
          )
        }
      >
        {(one) => (
          <li key={one.registration_id}>
            <PersonLine
              person={{ ...one, id: one.user_id }}
              text={
                <>
                  {day(one.registered_at)}
                  {one.ticket_code && (
                    <>
                      {" · "}
                      <bdi class="mono">{one.ticket_code}</bdi>
                    </>
                  )}
                </>
              }
            >
              <Tag kind={one.status === "checked_in" || one.status === "confirmed" ? "good" : "plain"}>
                {texts.statuses[one.status] ?? one.status}
              </Tag>
              {(one.status === "confirmed" || one.status === "waitlisted" || one.status === "pending") && (
                <Button
                  kind="quiet"
                  onClick={() => {
                    removing.value = one;
                  }}
                >
                  {texts.removeAttendee}
                </Button>
              )}
            </PersonLine>
          </li>
        )}
      </Listing>
      {removing.value && (
        <Confirm
          title={texts.removeAttendee}
          action={texts.removeAttendee}
          onClose={() => {
            removing.value = undefined;
          }}
          work={async () => {
            await api.events.removeAttendee(event.id, removing.value?.user_id ?? "");
            all.again();
            await readEvent(event.id);
          }}
        >
          <p>{texts.removeText(nameOf(removing.value))}</p>
        </Confirm>
      )}
    </>
  );
}

function Crew({ id }: { id: string }) {
  const texts = organizeWords.value;
  const staff = useList((cursor) => api.events.staff(id, { limit: 50, cursor }), [id]);
  const guests = useList((cursor) => api.events.invitations(id, { limit: 50, cursor }), [id]);
  const { run } = useAct();
  return (
    <div class="grid-2">
      <section class="panel" aria-labelledby="staff">
        <h2 id="staff">{texts.staff}</h2>
        <PersonPicker action={texts.add} onPick={(person) => api.events.addStaff(id, person.id).then(staff.again)} />
        <Listing of={staff} empty={<p class="soft">{texts.staffNone}</p>}>
          {(one) => (
            <li key={one.user_id}>
              <PersonLine person={{ ...one, id: one.user_id }}>
                <Button kind="quiet" onClick={() => run(() => api.events.removeStaff(id, one.user_id).then(staff.again))}>
                  {words.value.common.remove}
                </Button>
              </PersonLine>
            </li>
          )}
        </Listing>
      </section>
      <section class="panel" aria-labelledby="guests">
        <h2 id="guests">{texts.invited}</h2>
        <PersonPicker action={texts.invite} onPick={(person) => api.events.invite(id, { user_ids: [person.id] }).then(guests.again)} />
        <Listing of={guests} empty={<p class="soft">{texts.invitedNone}</p>}>
          {(one) => (
            <li key={one.id}>
              <PersonLine person={{ ...one, id: one.user_id }} text={day(one.created_at)}>
                <Button kind="quiet" onClick={() => run(() => api.events.withdrawInvitation(id, one.user_id).then(guests.again))}>
                  {words.value.common.remove}
                </Button>
              </PersonLine>
            </li>
          )}
        </Listing>
      </section>
    </div>
  );
}
