import "./mine.css";
import type { Schemas } from "@community/sdk";
import { useRef } from "preact/hooks";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { useList } from "../../app/list.js";
import { to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { readKept } from "../../store/answers.js";
import { returns, takeEvents } from "../../store/feed.js";
import { log } from "../../store/log.js";
import { type Event, events } from "../../store/store.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Cover } from "../../ui/cover.js";
import { Room } from "../../ui/event-card.js";
import { Bone, Empty, Failure, Skeleton } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { clock, money, nearDay, unbroken } from "../../words/format.js";
import { words } from "../../words/words.js";
import { payHeld } from "../event/seat.js";

type Read = (cursor: string | undefined) => PromiseLike<Schemas["PageOfEventView"]>;

/** A list of the person's events. Its first page is kept for a time without a network. */
const useEvents = (name: string, ask: Read, again: readonly unknown[]) =>
  useList<Event>(
    async (cursor) => {
      if (!me.value) {
        return { items: [] };
      }
      const page = cursor ? await ask(cursor) : await readKept(name, () => ask(undefined));
      takeEvents(page.items);
      return page;
    },
    [me.value?.id],
    { again },
  );

/** The events of a person, and those that ask for an answer. The log says which they are registered for, and how; the rest is read when that changes. */
export default function Mine() {
  const texts = words.value.mine;
  const statuses = new Map(log.value.registrations.map((one) => [one.event.id, one.status]));
  const list = useEvents("mine", (cursor) => api.events.mine({ limit: 100, cursor }), [[...statuses].join(), returns.value]);
  const asked = log.value.notifications.find((one) => one.kind === "invitation")?.id;
  const invited = useEvents("invited", (cursor) => api.events.invited({ limit: 20, cursor }), [asked, returns.value]);
  // What is shown stays while the invitations are read again.
  const wasShown = useRef(false);
  wasShown.current ||= Boolean(list.items && (invited.items || invited.error));
  const now = Date.now();
  const present = (items: readonly Event[] = []) =>
    items
      .map(({ id }) => events.of(id).value)
      .filter((event) => event !== undefined)
      .map((event) => ({ ...event, my_status: statuses.get(event.id) ?? event.my_status }));
  const all = present(list.items);
  const isPast = (event: Event) => Date.parse(event.end_datetime) <= now;
  // One with a seat is among the others.
  const isOpen = (event: Event) => !isPast(event) && event.status === "published" && event.my_status === null;
  const asking = present(invited.items).filter(isOpen);
  const isDraft = (event: Event) => event.status === "draft";
  const isOff = (event: Event) => event.status === "cancelled";
  const isWaiting = (event: Event) => event.my_status === "waitlisted" || event.my_status === "pending";
  const soonest = (list: Event[]) => list.sort((a, b) => a.start_datetime.localeCompare(b.start_datetime));
  const published = all.filter((event) => !isDraft(event));
  const coming = published.filter((event) => !isPast(event));
  const going = coming.filter((event) => !isOff(event));
  const groups: [string, Event[]][] = [
    [words.value.communities.invited, soonest(asking)],
    [texts.upcoming, soonest(going.filter((event) => !isWaiting(event)))],
    [texts.waiting, soonest(going.filter(isWaiting))],
    [texts.drafts, soonest(all.filter(isDraft))],
    [texts.status.cancelled, soonest(coming.filter(isOff))],
    [texts.past, published.filter(isPast)],
  ];
  const nothing = (
    <Empty icon="ticket" title={texts.emptyTitle} text={texts.empty}>
      <ButtonLink kind="primary" href={to("/")}>
        {texts.emptyAction}
      </ButtonLink>
    </Empty>
  );
  return (
    <Screen title={texts.title} class="mine">
      <h1>{texts.title}</h1>
      {me.value === null ? (
        nothing
      ) : list.error && !list.items ? (
        <Failure error={list.error} retry={list.again} />
      ) : !list.items || !(invited.items || invited.error || wasShown.current) ? (
        <Skeleton>
          <Bone kind="row" />
          <Bone kind="row" />
          <Bone kind="row" />
        </Skeleton>
      ) : all.length + asking.length === 0 ? (
        nothing
      ) : (
        <>
          {groups.map(
            ([title, some]) =>
              some.length > 0 && (
                <section key={title}>
                  <h2>{title}</h2>
                  <ul class="mine-list">
                    {some.map((event) => (
                      <MyEvent key={event.id} event={event} />
                    ))}
                  </ul>
                </section>
              ),
          )}
          {(list.hasMore || invited.hasMore) && (
            <div class="row">
              <Button
                isBusy={list.isMore || invited.isMore}
                onClick={() => {
                  list.more();
                  invited.more();
                }}
              >
                {words.value.common.more}
              </Button>
            </div>
          )}
        </>
      )}
    </Screen>
  );
}

function MyEvent({ event }: { event: Event }) {
  const texts = words.value;
  const { isBusy, run } = useAct();
  const isDraft = event.status === "draft";
  const isPublished = event.status === "published";
  const hasTicket = isPublished && (event.my_status === "confirmed" || event.my_status === "checked_in");
  const isHeld = isPublished && event.my_status === "pending" && Date.parse(event.end_datetime) > Date.now();
  const edit = to(`/organize/${event.id}/edit`);
  return (
    <li class="mine-event">
      <Cover id={event.id} picture={event.image_url} placeholder={event.image?.placeholder} />
      <div>
        <p class="event-card-when">
          {nearDay(event.start_datetime, event.time_zone)} · {clock(event.start_datetime, event.time_zone)}
        </p>
        <h3>
          <a href={isDraft ? edit : to(`/events/${event.id}`)} dir="auto">
            {unbroken(event.name)}
          </a>
        </h3>
        <p class="small soft">
          <bdi>{event.location_name ?? event.location_city ?? texts.common.online}</bdi>
        </p>
      </div>
      <div class="mine-state">
        {isDraft ? (
          <Tag>{texts.mine.status.draft}</Tag>
        ) : isPublished && event.my_status === null && event.organizer_id === me.value?.id ? (
          <Tag>{texts.mine.status.organizer}</Tag>
        ) : (
          <Room event={event} />
        )}
        {hasTicket && (
          <ButtonLink icon="ticket" href={to(`/events/${event.id}/ticket`)}>
            {texts.ticket.title}
          </ButtonLink>
        )}
        {isDraft && (
          <ButtonLink icon="edit" href={edit}>
            {texts.common.edit}
          </ButtonLink>
        )}
        {isHeld && (
          <Button kind="primary" isBusy={isBusy.value} onClick={() => run(() => payHeld(event))}>
            {texts.event.continuePaying(money(event.price_cents, event.currency))}
          </Button>
        )}
      </div>
    </li>
  );
}
