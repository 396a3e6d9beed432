import "./event.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { api, me } from "../../app/api.js";
import { useList } from "../../app/list.js";
import { useLoad } from "../../app/load.js";
import { to } from "../../app/router.js";
import { nameOf } from "../../parts/person.js";
import type { Event } from "../../store/store.js";
import { Avatar } from "../../ui/avatar.js";
import { Button } from "../../ui/button.js";
import { ago, listOf } from "../../words/format.js";
import { words } from "../../words/words.js";

/** The organizer's messages to all attendees. Nothing where there are none. */
export function Announcements({ event, title, withCount }: { event: Event; title?: string; withCount?: boolean }) {
  const texts = words.value.event;
  const all = useList<Schemas["AnnouncementView"]>(
    (cursor) => api.events.announcements(event.id, { limit: 10, cursor }),
    [event.id, me.value?.id, event.my_status],
  );
  if (!all.items?.length) {
    return null;
  }
  return (
    <section class="stack" aria-labelledby="announcements">
      <h2 id="announcements">{title ?? texts.announcements}</h2>
      <ol class="announcements">
        {all.items.map((one) => (
          <li key={one.id}>
            <p class="event-text in-line" dir="auto">
              {one.text}
            </p>
            <p class="small soft">
              {ago(one.created_at)}
              {withCount && ` · ${texts.announcedTo(one.attendees)}`}
            </p>
          </li>
        ))}
      </ol>
      {all.hasMore && (
        <div class="row">
          <Button isBusy={all.isMore} onClick={all.more}>
            {words.value.common.more}
          </Button>
        </div>
      )}
    </section>
  );
}

/** Faces that are shown at most. */
const Faces = 5;

/** The reader's connections who have a seat. Nothing where there are none. */
export function Going({ id }: { id: string }) {
  const texts = words.value.event;
  const page = useSignal<Schemas["PageOfPersonSummary"] | undefined>(undefined);
  useLoad(async () => {
    page.value = me.value && !me.value.isGuest ? await api.events.connections(id, { limit: Faces }) : undefined;
  }, [id, me.value?.id]);
  const { items = [], total = 0 } = page.value ?? {};
  if (items.length === 0) {
    return null;
  }
  const others = total - items.length;
  const names = items.map(nameOf);
  const said = listOf(others > 0 ? [...names, texts.andOthers(others)] : names);
  return (
    <section class="stack" aria-labelledby="known">
      <h2 id="known">{texts.known}</h2>
      <div class="going">
        <ul>
          {items.map((one) => (
            <li key={one.id}>
              <a href={to(`/users/${one.id}`)} aria-label={nameOf(one)} title={nameOf(one)}>
                <Avatar id={one.id} name={nameOf(one)} picture={one.picture_url} size={36} />
              </a>
            </li>
          ))}
        </ul>
        <p>
          <bdi>{texts.goingToo(said, total)}</bdi>
        </p>
      </div>
    </section>
  );
}
