import "../../parts/listing.css";
import "./map.css";
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { to } from "../../app/router.js";
import { type Place, toward, windowOf } from "../../parts/plane.js";
import { type Event, events } from "../../store/store.js";
import { Button, IconButton } from "../../ui/button.js";
import { clock, distance, money, nearDay } from "../../words/format.js";
import { Field, gather, roundLength, spread } from "./map-plane.js";
import { mapWords } from "./map-words.js";

const Zooms = [1, 2, 4, 8, 16];
/** Pixels between the middles of two pins, so that neither covers the other. */
const Apart = 34;
/** A distance is told where the map is small enough that it is the same everywhere on it. */
const LongestScale = 500;
const Reader = "reader";

type Found = Event & { latitude: number; longitude: number };
const isPlaced = (event: Event | undefined): event is Found => event?.latitude != null && event.longitude != null;
const whenOf = (event: Event) => `${nearDay(event.start_datetime, event.time_zone)} · ${clock(event.start_datetime, event.time_zone)}`;

/** Events where they are, and the same as a list. `near`: the reader's position, if they gave it. */
export function EventMap({ ids, near }: { ids: readonly string[]; near: { lat: number; lng: number } | undefined }) {
  const texts = mapWords.value;
  const chosen = useSignal<readonly string[]>([]);
  const found = ids.map((id) => events.of(id).value).filter(isPlaced);
  const shown = found.filter((event) => chosen.value.length === 0 || chosen.value.includes(event.id));
  const without = ids.length - found.length;
  return (
    <div class="map-view">
      {found.length > 0 && (
        <Picture
          key={found.map((event) => event.id).join()}
          found={found}
          near={near}
          chosen={chosen.value}
          onChoose={(next) => {
            chosen.value = next;
          }}
        />
      )}
      <div class="map-list">
        {chosen.value.length > 0 && (
          <p class="row" role="status">
            <strong>{texts.here(shown.length)}</strong>
            <Button
              kind="quiet"
              icon="close"
              onClick={() => {
                chosen.value = [];
              }}
            >
              {texts.all}
            </Button>
          </p>
        )}
        <ul class="rows">
          {shown.map((event) => (
            <li key={event.id} class="line">
              <div class="line-text in-line">
                <a href={to(`/events/${event.id}`)} dir="auto">
                  {event.name}
                </a>
                <span class="small soft">
                  {whenOf(event)} · <bdi>{event.location_name ?? event.location_city}</bdi>
                  {event.distance_km !== null && <bdi> · {distance(event.distance_km)}</bdi>}
                </span>
              </div>
              <span class="line-end small">{money(event.price_cents, event.currency)}</span>
            </li>
          ))}
        </ul>
        {without > 0 && <p class="small soft">{texts.without(without)}</p>}
      </div>
    </div>
  );
}

/** The events as pins on a grid, north up. By keyboard: arrows go from pin to pin, plus and minus come nearer and go back. */
function Picture({
  found,
  near,
  chosen,
  onChoose,
}: {
  found: readonly Found[];
  near: { lat: number; lng: number } | undefined;
  chosen: readonly string[];
  onChoose: (ids: readonly string[]) => void;
}) {
  const texts = mapWords.value;
  const box = useRef<HTMLDivElement>(null);
  const breadth = useSignal(Field.width);
  const level = useSignal(0);
  const middle = useSignal<Place>({ x: Field.width / 2, y: Field.height / 2 });
  // One stop of the Tab key for all pins: the one with this event.
  const present = useSignal(found[0]?.id ?? "");
  const plane = useMemo(
    () => spread([...found, ...(near ? [{ id: Reader, latitude: near.lat, longitude: near.lng }] : [])]),
    [near?.lat, near?.lng],
  );
  useLayoutEffect(() => {
    const measure = () => {
      breadth.value = box.current?.clientWidth || Field.width;
    };
    measure();
    addEventListener("resize", measure);
    return () => removeEventListener("resize", measure);
  }, []);
  const zoom = Zooms[level.value] ?? 1;
  const seen = windowOf(zoom, middle.value, Field);
  const places = new Map([...plane.places].filter(([id]) => id !== Reader));
  const pins = gather(places, (Apart * seen.width) / breadth.value);
  const here = pins.find((pin) => pin.ids.includes(present.value)) ?? pins[0];
  const styleOf = ({ x, y }: Place) => ({
    insetInlineStart: `${((x - seen.x) / seen.width) * 100}%`,
    insetBlockStart: `${((y - seen.y) / seen.height) * 100}%`,
  });
  const change = (by: number) => {
    level.value = Math.min(Zooms.length - 1, Math.max(0, level.value + by));
  };
  const goTo = (pin: Place) => {
    if (pin.x < seen.x || pin.x > seen.x + seen.width || pin.y < seen.y || pin.y > seen.y + seen.height) {
      middle.value = { x: pin.x, y: pin.y };
    }
  };
  // A pin that was chosen may fall into several: the focus stays where it was.
  const hadFocus = useRef(false);
  useLayoutEffect(() => {
    if (hadFocus.current && !box.current?.contains(document.activeElement)) {
      box.current?.querySelector<HTMLElement>("[tabindex='0']")?.focus();
    }
  }, [zoom]);
  const onKeyDown = (key: KeyboardEvent) => {
    const next = here && toward(here, key.key, new Map(pins.map((pin) => [pin.ids[0] ?? "", pin])));
    if (next) {
      key.preventDefault();
      box.current?.querySelector<HTMLElement>(`[data-pin="${next}"]`)?.focus();
    } else if (key.key === "+" || key.key === "-") {
      key.preventDefault();
      middle.value = here ?? middle.value;
      change(key.key === "+" ? 1 : -1);
    }
  };
  const step = roundLength((plane.scale * seen.width) / 4);
  const lines = (from: number, length: number, zero: number) => {
    const apart = step / plane.scale;
    const first = Math.ceil((from - zero) / apart);
    return Array.from(
      { length: Math.max(0, Math.floor((from + length - zero) / apart) - first + 1) },
      (_, index) => zero + (first + index) * apart,
    );
  };
  const reader = plane.places.get(Reader);
  return (
    // East is on the right hand in every language.
    <div class="map-box" dir="ltr">
      {/* biome-ignore lint/a11y/useSemanticElements: a map is no set of fields */}
      <div
        ref={box}
        class="map"
        role="group"
        aria-label={texts.label(found.length)}
        onKeyDown={onKeyDown}
        onFocusIn={() => {
          hadFocus.current = true;
        }}
        onFocusOut={({ relatedTarget }) => {
          hadFocus.current = relatedTarget === null;
        }}
      >
        <svg viewBox={`${seen.x} ${seen.y} ${seen.width} ${seen.height}`} aria-hidden="true">
          {lines(seen.x, seen.width, Field.width / 2).map((x) => (
            <line key={x} x1={x} x2={x} y1={seen.y} y2={seen.y + seen.height} />
          ))}
          {lines(seen.y, seen.height, Field.height / 2).map((y) => (
            <line key={y} x1={seen.x} x2={seen.x + seen.width} y1={y} y2={y} />
          ))}
        </svg>
        {cities(found, places, seen.width / breadth.value).map(({ name, at }) => (
          <span key={name} class="map-city" style={styleOf(at)} aria-hidden="true">
            <bdi>{name}</bdi>
          </span>
        ))}
        {reader && (
          <span class="map-reader" style={styleOf(reader)}>
            <span class="visually-hidden">{texts.reader}</span>
          </span>
        )}
        {pins.map((pin) => {
          const [id = ""] = pin.ids;
          const inside = found.filter((event) => pin.ids.includes(event.id));
          const [event] = inside;
          const common = {
            "data-pin": id,
            style: styleOf(pin),
            tabIndex: pin === here ? 0 : -1,
            onFocus: () => {
              present.value = id;
              goTo(pin);
            },
          };
          return inside.length > 1 || !event ? (
            <button
              key={id}
              type="button"
              {...common}
              class="map-pin is-many"
              aria-pressed={chosen.length > 0 && pin.ids.every((one) => chosen.includes(one))}
              aria-label={texts.many(inside.length, inside.map((one) => one.name).slice(0, 3))}
              title={texts.here(inside.length)}
              onClick={() => {
                onChoose(pin.ids);
                middle.value = pin;
                change(1);
              }}
            >
              {inside.length}
            </button>
          ) : (
            <a
              key={id}
              {...common}
              class="map-pin"
              href={to(`/events/${id}`)}
              aria-label={`${event.name}, ${whenOf(event)}`}
              title={`${event.name}, ${whenOf(event)}`}
            />
          );
        })}
        {step <= LongestScale && (
          <span class="map-scale" style={{ inlineSize: `${(step / plane.scale / seen.width) * 100}%` }}>
            <bdi>{distance(step)}</bdi>
          </span>
        )}
        <span class="map-north" aria-hidden="true">
          {texts.north}
        </span>
      </div>
      <div class="map-zoom">
        <IconButton icon="plus" label={texts.nearer} disabled={level.value === Zooms.length - 1} onClick={() => change(1)} />
        <IconButton icon="minus" label={texts.farther} disabled={level.value === 0} onClick={() => change(-1)} />
      </div>
    </div>
  );
}

/** The names of the cities above their events, those that have room: a name takes about 90 × 30 pixels. */
function cities(found: readonly Found[], places: ReadonlyMap<string, Place>, unit: number) {
  const all = new Map<string, Place[]>();
  for (const event of found) {
    const place = places.get(event.id);
    if (event.location_city && place) {
      all.set(event.location_city, [...(all.get(event.location_city) ?? []), place]);
    }
  }
  const kept: { name: string; at: Place }[] = [];
  for (const [name, spots] of [...all].sort((one, other) => other[1].length - one[1].length)) {
    const at = spots.reduce((top, place) => (place.y < top.y ? place : top));
    if (kept.every((one) => Math.abs(one.at.x - at.x) > 90 * unit || Math.abs(one.at.y - at.y) > 30 * unit)) {
      kept.push({ name, at });
    }
  }
  return kept;
}
