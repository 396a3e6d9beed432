import "./event-card.css";
import { to } from "../app/router.js";
import type { Event } from "../store/store.js";
import { clock, distance, money, nearDay, unbroken } from "../words/format.js";
import { words } from "../words/words.js";
import { Cover } from "./cover.js";
import { Icon } from "./icon.js";
import { Tag } from "./tag.js";

interface EventCardProps {
  event: Event;
  isFirst?: boolean;
  isLead?: boolean;
  /** Stands for the time of an event that has none yet. */
  when?: string | undefined;
}

/** An event in a list: its time, title, place and free seats. The whole card leads to it. */
export function EventCard({ event, isFirst, isLead, when }: EventCardProps) {
  const texts = words.value;
  const place = event.location_name ?? event.location_city;
  return (
    <article class={isLead ? "event-card lead-card" : "event-card"}>
      <Cover id={event.id} picture={event.image_url} placeholder={event.image?.placeholder} isFirst={isFirst} />
      <div class="event-card-text">
        <p class="event-card-when">
          {when ?? `${nearDay(event.start_datetime, event.time_zone)} · ${clock(event.start_datetime, event.time_zone)}`}
        </p>
        <h3>
          <a href={to(`/events/${event.id}`)} dir="auto">
            {unbroken(event.name)}
          </a>
        </h3>
        {isLead && event.description && (
          <p class="soft cut in-line" dir="auto">
            {event.description}
          </p>
        )}
        <p class="small soft event-card-where">
          <Icon name="pin" size={16} />
          <bdi>{place ?? texts.common.online}</bdi>
          {event.distance_km !== null && <bdi>· {distance(event.distance_km)}</bdi>}
        </p>
        <p class="event-card-foot">
          <span class="event-card-price">{money(event.price_cents, event.currency)}</span>
          <Room event={event} />
        </p>
      </div>
    </article>
  );
}

/** How it stands: mine, cancelled, full, or the seats that are left when they are few. */
export function Room({ event }: { event: Event }) {
  const texts = words.value;
  const mine = event.my_status as keyof typeof texts.mine.status | null;
  if (event.status === "cancelled") {
    return <Tag kind="warn">{texts.mine.status.cancelled}</Tag>;
  }
  if (mine && mine in texts.mine.status) {
    const isIn = mine === "confirmed" || mine === "checked_in";
    return (
      <Tag kind={isIn ? "good" : "warn"} icon={isIn ? "check" : "clock"}>
        {texts.mine.status[mine]}
      </Tag>
    );
  }
  const left = event.spots_remaining;
  if (left !== null && left <= 10) {
    return <Tag kind={left === 0 ? "plain" : "accent"}>{texts.event.spots(left)}</Tag>;
  }
  return event.registration_count > 0 ? <span class="small soft">{texts.event.going(event.registration_count)}</span> : null;
}
