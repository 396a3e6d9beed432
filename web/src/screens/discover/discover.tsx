import "./discover.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { api, me } from "../../app/api.js";
import { came, take } from "../../app/first.js";
import { useLoad } from "../../app/load.js";
import { query, setQuery, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { takeEvents } from "../../store/feed.js";
import { events } from "../../store/store.js";
import { Button, ButtonLink, IconButton } from "../../ui/button.js";
import { Ornament } from "../../ui/cover.js";
import { EventCard } from "../../ui/event-card.js";
import { Select } from "../../ui/field.js";
import { SearchBox } from "../../ui/search-box.js";
import { Bone, Empty, Failure, Skeleton, sentence } from "../../ui/states.js";
import { toast } from "../../ui/toast.js";
import { words } from "../../words/words.js";
import { days } from "./days.js";

const PageSize = 13;
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
  const near = useSignal<{ lat: number; lng: number } | undefined>(undefined);
  const isAsking = useSignal(false);
  const isFiltered = Boolean(q || city || when || price || near.value);
  const found = useSignal<{ ids: string[]; total: number; next: string | null } | undefined>(undefined);
  const cities = useSignal<readonly string[]>([]);
  const isMore = useSignal(false);

  const filters = {
    limit: PageSize,
    ...(q ? { q } : {}),
    ...(city ? { city } : {}),
    ...(price ? { price: price as "free" | "paid" } : {}),
    ...days(when),
  };
  const read = (cursor?: string, signal?: AbortSignal) => {
    const options = signal ? { signal } : {};
    return near.value
      ? api.events.nearby({ ...near.value, radius_km: Radius, limit: PageSize, ...days(when), ...(cursor ? { cursor } : {}) }, options)
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
    const known = page.items.map((event) => event.location_city).filter((name) => name !== null);
    cities.value = [...new Set([...cities.value, ...known, ...(city ? [city] : [])])].sort();
    found.value = { ids: page.items.map((event) => event.id), total: page.total, next: page.next_cursor ?? null };
  };
  // The events of the server's page are there from the first moment.
  const given = isFiltered ? undefined : came("events");
  if (given && !found.peek()) {
    show(given);
  }
  const loading = useLoad(
    async (signal) => {
      if (isFiltered || !take("events") || me.value) {
        show(await read(undefined, signal));
      }
    },
    [q, city, when, price, near.value, me.value?.id],
  );

  const more = async (cursor: string) => {
    isMore.value = true;
    try {
      const page = await read(cursor);
      takeEvents(page.items);
      const before = found.value?.ids ?? [];
      found.value = { ids: [...before, ...page.items.map((event) => event.id)], total: page.total, next: page.next_cursor ?? null };
    } catch (error) {
      toast(sentence(error));
    } finally {
      isMore.value = false;
    }
  };

  const list = found.value;
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
        <Select
          label={texts.when}
          value={when}
          onValue={(value) => setQuery({ when: value })}
          options={[
            ["", texts.any],
            ["today", texts.today],
            ["week", texts.week],
            ["month", texts.month],
          ]}
        />
        <Select
          label={texts.city}
          value={city}
          onValue={(value) => filter({ city: value })}
          options={[["", texts.anyCity], ...cities.value.map((name) => [name, name] as const)]}
        />
        <Select
          label={texts.price}
          value={price}
          onValue={(value) => filter({ price: value })}
          options={[
            ["", texts.anyPrice],
            ["free", texts.free],
            ["paid", texts.paid],
          ]}
        />
        {isFiltered && (
          <Button kind="quiet" icon="close" onClick={clear}>
            {texts.clear}
          </Button>
        )}
      </search>
      <p class="visually-hidden" role="status">
        {list && texts.found(list.total)}
      </p>
      {loading.error ? (
        <Failure error={loading.error} retry={loading.again} />
      ) : !list ? (
        <Skeleton kind="cards">
          {[0, 1, 2, 3, 4, 5].map((one) => (
            <Bone key={one} kind="card" />
          ))}
        </Skeleton>
      ) : list.ids.length === 0 ? (
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
          <h2 class="visually-hidden">{texts.found(list.total)}</h2>
          <div class="cards">
            {list.ids.map((id, index) => {
              const event = events.of(id).value;
              return event && <EventCard key={id} event={event} isFirst={index < 4} isLead={index === 0 && !isFiltered} />;
            })}
          </div>
          {list.next && (
            <div class="discover-more">
              <Button isBusy={isMore.value} onClick={() => list.next && more(list.next)}>
                {words.value.common.more}
              </Button>
            </div>
          )}
        </>
      )}
    </Screen>
  );
}
