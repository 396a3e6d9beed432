import "../../parts/listing.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { api } from "../../app/api.js";
import { useGlance } from "../../app/glance.js";
import { useLoad } from "../../app/load.js";
import { returns } from "../../store/feed.js";
import { clock } from "../../words/format.js";
import { words } from "../../words/words.js";
import { organizeWords } from "./words.js";

/** Milliseconds between two looks: another door lets people in, too. */
const Interval = 5_000;

/** The arrivals of an event among its seats: live, over all its doors. `news` changes when this device let a person in. */
export function Arrivals({ id, news = 0 }: { id: string; news?: number }) {
  const texts = organizeWords.value;
  const known = useSignal<Schemas["DoorView"] | undefined>(undefined);
  const order = useRef({ asked: 0, shown: 0 });
  const look = async (signal?: AbortSignal) => {
    const mine = ++order.current.asked;
    const door = await api.events.door(id, signal ? { signal } : {});
    // An answer may arrive after that of a later look.
    if (!signal?.aborted && mine > order.current.shown) {
      order.current.shown = mine;
      known.value = door;
    }
  };
  // The figures that are shown stay where a look fails: the door works without a network.
  useLoad(look, [id, news, returns.value]);
  useGlance(() => void look().catch(() => {}), Interval, [id]);
  const now = known.value;
  if (!now) {
    return null;
  }
  return (
    <section class="panel" aria-labelledby="arrivals">
      <h2 id="arrivals">{texts.arrived}</h2>
      <p class="arrived">
        <strong class="big-number">{texts.arrivedOf(now.arrived, now.going)}</strong>
        <progress value={now.arrived} max={Math.max(1, now.going)} aria-hidden="true" />
      </p>
      {now.latest.length === 0 ? (
        <p class="soft">{texts.arrivedNone}</p>
      ) : (
        <ul class="rows" aria-label={texts.latest}>
          {now.latest.map((one) => (
            <li key={one.registration_id} class="line">
              <span class="line-text">
                <span class="line-title">
                  <bdi>{one.holder_name ?? words.value.common.untitled}</bdi>
                </span>
                <span class="small soft">
                  {one.method === "geofence" && !one.checked_in_by
                    ? texts.byPosition
                    : one.checked_in_by && texts.scannedBy(one.checked_in_by)}
                </span>
              </span>
              <span class="line-end soft">{clock(one.checked_in_at)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
