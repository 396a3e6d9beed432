import "./discover.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useRef, useState } from "preact/hooks";
import { api, me } from "../../app/api.js";
import { came, take } from "../../app/first.js";
import { useList } from "../../app/list.js";
import { query, setQuery, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { Suspended } from "../../app/suspended.js";
import { takeEvents } from "../../store/feed.js";
import { type Event, events } from "../../store/store.js";
import { Button, ButtonLink, IconButton } from "../../ui/button.js";
import { Ornament } from "../../ui/cover.js";
import { EventCard } from "../../ui/event-card.js";
import { SearchBox } from "../../ui/search-box.js";
import { Bone, Empty, Failure, Skeleton } from "../../ui/states.js";
import { toast } from "../../ui/toast.js";
import { locale, words } from "../../words/words.js";
import { Chips, citiesOf } from "./chips.js";
import { days } from "./days.js";

const PageSize = 13;
/** Events on the map. */
const MapSize = 100;
/** Kilometres within which an event is near. */
const Radius = 50;
/** Digits of a position: about a kilometre, which is enough to sort by distance. */
const Digits = 2;

const position = () =>
  new Promise<GeolocationPosition | undefined>((resolve) => {
    navigator.geolocation.getCurrentPosition(resolve, () => resolve(undefined), { timeout: 15_000, maximumAge: 600_000 });
  });

export default function Discover() {
  const texts = words.value.discover;
  const q = query.value.get("q") ?? "";
  const city = query.value.get("city") ?? "";
  const when = query.value.get("when") ?? "";
  const price = query.value.get("price") ?? "";
  const isMap = query.value.get("view") === "map";
  const limit = isMap ? MapSize : PageSize;
  const near = useSignal<{ lat: number; lng: number } | undefined>(undefined);
  const isAsking = useSignal(false);
  const isFiltered = Boolean(q || city || when || price || near.value);
  /** The cities of the events that were shown, by the id of the event. */
  const cities = useRef(new Map<string, string>());

  const filters = {
    limit,
    ...(q ? { q } : {}),
    ...(city ? { city } : {}),
    ...(price ? { price: price as "free" | "paid" } : {}),
    ...days(when, Date.now(), locale.value),
  };
  const read = (cursor?: string, signal?: AbortSignal) => {
    const options = signal ? { signal } : {};
    return near.value
      ? api.events.nearby(
          { ...near.value, radius_km: Radius, limit, ...days(when, Date.now(), locale.value), ...(cursor ? { cursor } : {}) },
          options,
        )
      : api.events.list({ ...filters, ...(cursor ? { cursor } : {}) }, options);
  };
  /** Other filters end the search around the reader, which takes days only. */
  const filter = (change: Record<string, string>) => {
    near.value = undefined;
    setQuery(change);
  };
  const clear = () => {
    near.value = undefined;
    setQuery({ q: "", city: "", when: "", price: "" });
  };
  const findNear = async () => {
    isAsking.value = true;
    const found = await position();
    isAsking.value = false;
    if (!found) {
      toast(texts.noNear);
      return;
    }
    setQuery({ q: "", city: "", price: "" });
    near.value = { lat: Number(found.coords.latitude.toFixed(Digits)), lng: Number(found.coords.longitude.toFixed(Digits)) };
  };
  const show = (page: Schemas["PageOfEventView"]) => {
    takeEvents(page.items);
    for (const event of page.items) {
      if (event.location_city) {
        cities.current.set(event.id, event.location_city);
      }
    }
    return page;
  };
  // The events of the server's page are there from the first moment.
  const given = isFiltered || isMap ? undefined : came("events");
  useState(() => given && show(given));
  const found = useList<Event>(
    async (cursor, signal) => {
      const first = cursor || isFiltered || isMap ? undefined : take("events");
      return first && !me.value ? first : show(await read(cursor, signal));
    },
    [q, city, when, price, isMap, near.value, me.value?.id],
    { name: "events", given },
  );
  return (
    <Screen title={texts.title} class="discover">
      <header class="discover-head">
        <div class="stack">
          <h1>{texts.heading}</h1>
          <p class="lead">{texts.lead}</p>
        </div>
        <Ornament />
      </header>
      <search class="filters">
        <SearchBox label={texts.search} placeholder={texts.placeholder} value={q} onValue={(text) => filter({ q: text })}>
          <IconButton
            icon="pin"
            label={texts.near}
            title={texts.nearText}
            aria-pressed={near.value !== undefined}
            aria-busy={isAsking.value || undefined}
            onClick={() => void findNear()}
          />
        </SearchBox>
        <Button icon="map" aria-pressed={isMap} onClick={() => setQuery({ view: isMap ? "" : "map" })}>
          {texts.map}
        </Button>
        <Chips
          when={when}
          price={price}
          city={city}
          cities={citiesOf([...cities.current.values()], city)}
          onWhen={(value) => setQuery({ when: value })}
          onPrice={(value) => filter({ price: value })}
          onCity={(value) => filter({ city: value })}
        >
          {isFiltered && (
            <Button kind="quiet" icon="close" onClick={clear}>
              {texts.clear}
            </Button>
          )}
        </Chips>
      </search>
      <p class="visually-hidden" role="status">
        {found.items && texts.found(found.total ?? 0)}
      </p>
      {found.error && !found.items ? (
        <Failure error={found.error} retry={found.again} />
      ) : !found.items ? (
        <Skeleton kind="cards">
          {[0, 1, 2, 3, 4, 5].map((one) => (
            <Bone key={one} kind="card" />
          ))}
        </Skeleton>
      ) : found.items.length === 0 ? (
        <Empty icon="compass" title={texts.emptyTitle} text={isFiltered ? texts.empty : texts.emptyAll}>
          {isFiltered ? (
            <Button icon="close" onClick={clear}>
              {texts.clear}
            </Button>
          ) : (
            <ButtonLink kind="primary" icon="plus" href={to("/organize/new")}>
              {texts.makeFirst}
            </ButtonLink>
          )}
        </Empty>
      ) : (
        <>
          <h2 class="visually-hidden">{texts.found(found.total ?? 0)}</h2>
          {isMap ? (
            <Suspended
              load={() => import("./map.js").then((module) => module.EventMap)}
              props={{ ids: found.items.map((event) => event.id), near: near.value }}
            />
          ) : (
            <div class="cards">
              {found.items.map(({ id }, index) => {
                const event = events.of(id).value;
                return event && <EventCard key={id} event={event} isFirst={index === 0} isLead={index === 0 && !isFiltered} />;
              })}
            </div>
          )}
          {found.hasMore && (
            <div class="discover-more">
              <Button isBusy={found.isMore} onClick={found.more}>
                {words.value.common.more}
              </Button>
            </div>
          )}
        </>
      )}
    </Screen>
  );
}
