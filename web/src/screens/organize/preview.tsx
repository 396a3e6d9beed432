import "../../parts/listing.css";
import "../event/event.css";
import "./preview.css";
import type { Event } from "../../store/store.js";
import { EventCard } from "../../ui/event-card.js";
import { Icon } from "../../ui/icon.js";
import { longDay, money, span } from "../../words/format.js";
import { words } from "../../words/words.js";
import { type Form, previewOf } from "./draft.js";
import { organizeWords } from "./words.js";

/** The event as others will see it: its card in the list, and the parts of its page. It follows each key; nothing in it can be used. */
export function Preview({ form, of }: { form: Form; of: Event | undefined }) {
  const texts = organizeWords.value;
  const common = words.value;
  const event = previewOf(form, of);
  const name = event.name || texts.previewName;
  const when = event.start_datetime ? undefined : texts.previewWhen;
  const address = [event.location_address, event.location_city].filter(Boolean).join(", ");
  const price = Number.isFinite(event.price_cents) ? money(event.price_cents, event.currency) : "";
  // Beside the form it may scroll, and has to be reached by keyboard.
  const isAside = matchMedia("(width >= 64rem)").matches;
  return (
    <section class="preview" aria-labelledby="preview" tabIndex={isAside ? 0 : undefined}>
      <h2 id="preview">{texts.preview}</h2>
      <div class="preview-box" inert>
        <EventCard event={{ ...event, name }} when={when} />
      </div>
      <div class="preview-box panel" inert>
        <p class="preview-name" dir="auto">
          {name}
        </p>
        <dl class="facts">
          <div>
            <dt class="visually-hidden">{common.event.when}</dt>
            <Icon name="calendar" />
            <dd>
              <strong>{when ?? longDay(event.start_datetime, event.time_zone)}</strong>
              {event.start_datetime && event.end_datetime > event.start_datetime && (
                <span>{span(event.start_datetime, event.end_datetime, event.time_zone)}</span>
              )}
            </dd>
          </div>
          <div>
            <dt class="visually-hidden">{common.event.where}</dt>
            <Icon name="pin" />
            <dd>
              <strong>
                <bdi>{event.location_name ?? common.common.online}</bdi>
              </strong>
              {address && (
                <span class="soft">
                  <bdi>{address}</bdi>
                </span>
              )}
            </dd>
          </div>
        </dl>
        {event.description && (
          <p class="event-text cut preview-text in-line" dir="auto">
            {event.description}
          </p>
        )}
        <div class="seat-bar">
          <p class="seat-price">
            <strong>{price}</strong>
            <span class="small soft">
              {event.spots_remaining === null ? common.event.unlimited : common.event.spots(event.spots_remaining)}
            </span>
          </p>
          <span class="button primary">
            <span>{event.price_cents > 0 ? common.event.pay(price) : common.event.register}</span>
          </span>
        </div>
      </div>
    </section>
  );
}
