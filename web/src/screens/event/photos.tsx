import "../../parts/listing.css";
import { ApiError, type Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { useList } from "../../app/list.js";
import { later, restored } from "../../app/undo.js";
import { nameOf } from "../../parts/person.js";
import { PictureButton } from "../../parts/picture-button.js";
import type { Event } from "../../store/store.js";
import { Button, IconButton } from "../../ui/button.js";
import { inWidth, tint, widths } from "../../ui/picture.js";
import { sentence } from "../../ui/states.js";
import { toast } from "../../ui/toast.js";
import { metres } from "../../words/format.js";
import { words } from "../../words/words.js";

/** The pictures of an event; its guests add theirs. */
export function Photos({ event, mayAdd }: { event: Event; mayAdd: boolean }) {
  const texts = words.value.event;
  const all = useList<Schemas["PhotoView"]>((cursor) => api.events.photos(event.id, { limit: 12, cursor }), [event.id, me.value?.id]);
  if (!mayAdd && !all.items?.length) {
    return null;
  }
  return (
    <section class="stack" aria-labelledby="photos">
      <div class="panel-head">
        <h2 id="photos">{texts.photos}</h2>
        {mayAdd && (
          <PictureButton
            label={texts.addPhoto}
            tooLarge={texts.photoTooLarge}
            onPick={async (file) => {
              const photo = await api.events.uploadPhoto(event.id, file, {}, { contentType: file.type });
              all.change((items) => [photo, ...items]);
            }}
          />
        )}
      </div>
      {all.items?.length === 0 && <p class="soft">{texts.noPhotos}</p>}
      <ul class="photos">
        {all.items?.map((photo) => (
          <li key={photo.id}>
            <img
              src={inWidth(photo.url, 256)}
              srcset={widths(photo.url)}
              sizes="16rem"
              width={photo.picture.width ?? undefined}
              height={photo.picture.height ?? undefined}
              style={{ backgroundColor: tint(photo.picture.placeholder) }}
              alt={photo.picture.alt ?? photo.caption ?? nameOf(photo)}
              loading="lazy"
            />
            {(photo.user_id === me.value?.id || event.organizer_id === me.value?.id) && (
              <IconButton
                icon="trash"
                label={words.value.common.delete}
                onClick={() => {
                  const before = all.items ?? [];
                  all.change((items) => items.filter((one) => one.id !== photo.id));
                  later(
                    () => api.events.deletePhoto(event.id, photo.id),
                    words.value.common.deleted,
                    () => all.change((items) => restored(before, items, photo.id)),
                  );
                }}
              />
            )}
          </li>
        ))}
      </ul>
      {all.hasMore && (
        <div>
          <Button isBusy={all.isMore} onClick={all.more}>
            {words.value.common.more}
          </Button>
        </div>
      )}
    </section>
  );
}

/** Milliseconds before the start from which on an arrival counts. */
const Opens = 2 * 3_600_000;

/** Whether a person with a seat can say now that they are there. */
export const mayArrive = (event: Event, now = Date.now()): boolean =>
  event.my_status === "confirmed" &&
  event.latitude !== null &&
  now > Date.parse(event.start_datetime) - Opens &&
  now < Date.parse(event.end_datetime);

/** The refusal of a person who is not there yet, with the distance; undefined: it is another one. */
export function tooFar(error: unknown): string | undefined {
  const { distance_m: away, radius_m: radius } = error instanceof ApiError && error.reason === "outside_geofence" ? error.problem : {};
  return typeof away === "number" && typeof radius === "number" ? words.value.event.tooFar(metres(away), metres(radius)) : undefined;
}

/** Checks in by the position, which is asked for only now, with the reason beside it. */
export function Arrive({ event, onDone }: { event: Event; onDone: () => void }) {
  const texts = words.value.event;
  const refusal = useSignal("");
  const { isBusy, run } = useAct();
  const arrive = () =>
    run(async () => {
      refusal.value = "";
      const position = await new Promise<GeolocationPosition | undefined>((resolve) =>
        navigator.geolocation.getCurrentPosition(resolve, () => resolve(undefined), { enableHighAccuracy: true, timeout: 15_000 }),
      );
      if (!position) {
        toast(texts.noPosition);
        return;
      }
      const { latitude, longitude, accuracy } = position.coords;
      try {
        await api.events.arrive(event.id, { lat: latitude, lng: longitude, accuracy });
      } catch (error) {
        refusal.value = tooFar(error) ?? sentence(error);
        return;
      }
      toast(texts.arrived);
      onDone();
    });
  return (
    <div class="stack">
      <Button icon="pin" isWide isBusy={isBusy.value} onClick={arrive}>
        {texts.arrive}
      </Button>
      {refusal.value && (
        <p class="small field-error" role="alert">
          {refusal.value}
        </p>
      )}
      <p class="small soft">{texts.arriveText}</p>
    </div>
  );
}
