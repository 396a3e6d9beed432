import "./people.css";
import { PlanRequired, type Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { Fragment } from "preact";
import { useRef } from "preact/hooks";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { useList } from "../../app/list.js";
import { useLoad } from "../../app/load.js";
import { query, setQuery, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { badgeName } from "../../parts/badge-names.js";
import { Listing } from "../../parts/listing.js";
import { NeedAccount } from "../../parts/need-account.js";
import { nameOf, PersonLine, pictureOf } from "../../parts/person.js";
import { Avatar } from "../../ui/avatar.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Select } from "../../ui/field.js";
import { SearchBox } from "../../ui/search-box.js";
import { Empty } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { listOf } from "../../words/format.js";
import { words } from "../../words/words.js";
import { PeopleNav } from "./people-nav.js";
import { peopleWords } from "./words.js";

type Person = Schemas["PersonView"];

export default function People() {
  return (
    <Screen title={peopleWords.value.title} class="page people">
      <NeedAccount isFull>
        <Found />
      </NeedAccount>
    </Screen>
  );
}

function Found() {
  const texts = peopleWords.value;
  const of = (name: string) => query.value.get(name) ?? "";
  const [q, region, badge, from, until] = [of("q"), of("region"), of("badge"), of("from"), of("until")];
  const badges = useSignal<readonly string[]>([]);
  const suggestions = useSignal<readonly Schemas["SuggestionView"][]>([]);
  const filters = {
    limit: 24,
    ...(q ? { q } : {}),
    ...(region ? { region } : {}),
    ...(badge ? { identity_badge: badge } : {}),
    ...(from ? { age_min: Number(from) } : {}),
    ...(until ? { age_max: Number(until) } : {}),
  };
  const found = useList<Person>(
    (cursor, signal) => api.discover.people({ ...filters, ...(cursor ? { cursor } : {}) }, { signal }),
    [q, region, badge, from, until, me.value?.id],
  );
  const around = useLoad(async () => {
    const [all, some] = await Promise.all([api.users.identityBadges(), api.discover.suggestions({ limit: 6 })]);
    badges.value = all.items;
    suggestions.value = some.items;
  }, [me.value?.id]);
  // The regions of the people who were shown.
  const regions = useRef(new Set<string>());
  for (const one of [region, ...(found.items ?? []).map((person) => person.region)]) {
    if (one) {
      regions.current.add(one);
    }
  }
  const ages = ["18", "25", "30", "40", "50", "60"].map((age) => [age, age] as const);
  const isFiltered = Boolean(q || region || badge || from || until);
  // The suggestions stand above the list: both appear together, so that it does not move.
  const isWaiting = !isFiltered && !around.isDone && !around.error;
  const dismiss = async (id: string) => {
    suggestions.value = suggestions.value.filter((one) => one.person.id !== id);
    await api.discover.dismissSuggestion(id).catch(() => {});
  };
  return (
    <>
      <header class="stack">
        <h1>{texts.heading}</h1>
        <PeopleNav />
      </header>
      <search class="filters">
        <SearchBox label={texts.search} placeholder={texts.placeholder} value={q} onValue={(text) => setQuery({ q: text })} />
        <Select
          label={texts.badge}
          value={badge}
          onValue={(value) => setQuery({ badge: value })}
          options={[["", texts.anyBadge], ...badges.value.map((name) => [name, badgeName(name)] as const)]}
        />
        <Select
          label={texts.region}
          value={region}
          onValue={(value) => setQuery({ region: value })}
          options={[["", texts.anyRegion], ...[...regions.current].sort().map((name) => [name, name] as const)]}
        />
        <Select label={texts.ageMin} value={from} onValue={(value) => setQuery({ from: value })} options={[["", texts.ageMin], ...ages]} />
        <Select
          label={texts.ageMax}
          value={until}
          onValue={(value) => setQuery({ until: value })}
          options={[["", texts.ageMax], ...ages]}
        />
        {isFiltered && (
          <Button kind="quiet" icon="close" onClick={() => setQuery({ q: "", region: "", badge: "", from: "", until: "" })}>
            {words.value.discover.clear}
          </Button>
        )}
      </search>
      {!isFiltered && !isWaiting && suggestions.value.length > 0 && (
        <section class="panel" aria-labelledby="suggestions">
          <h2 id="suggestions">{texts.suggestions}</h2>
          <ul class="rows">
            {suggestions.value.map(({ person, reason }) => (
              <li key={person.id}>
                <PersonLine person={person} text={<span dir="auto">{reasonOf(reason)}</span>}>
                  <Button kind="quiet" onClick={() => dismiss(person.id)}>
                    {texts.dismiss}
                  </Button>
                  <Ask id={person.id} />
                </PersonLine>
              </li>
            ))}
          </ul>
        </section>
      )}
      {found.error instanceof PlanRequired ? (
        <Empty icon="spark" title={texts.planNeeded} text={texts.planText}>
          <ButtonLink kind="primary" href={to("/plans")}>
            {texts.seePlans}
          </ButtonLink>
          <Button kind="quiet" onClick={() => setQuery({ badge: "", from: "", until: "" })}>
            {words.value.discover.clear}
          </Button>
        </Empty>
      ) : (
        <section key={String(isWaiting)} class="stack" aria-label={texts.title}>
          <Listing
            of={isWaiting ? { ...found, items: undefined } : found}
            class="tiles"
            empty={<Empty icon="people" title={texts.nobody} text={texts.nobodyText} />}
          >
            {(person) => (
              <li key={person.id}>
                <PersonCard person={person} />
              </li>
            )}
          </Listing>
        </section>
      )}
    </>
  );
}

/** The reason of a suggestion in the reader's language. The API has its own text in English alone. */
export function reasonOf({ text, detail }: Schemas["SuggestionReason"]): string {
  const texts = peopleWords.value.reasons;
  const [known] = detail.people ?? [];
  if (known && detail.mutual_connections) {
    return texts.mutual(nameOf(known), detail.mutual_connections - 1);
  }
  if (detail.interests?.length) {
    return texts.interests(listOf(detail.interests.slice(0, 3)));
  }
  if (detail.community) {
    return texts.community(String(detail.community.name));
  }
  return detail.region ? texts.region(detail.region) : text;
}

function PersonCard({ person }: { person: Person }) {
  const texts = peopleWords.value;
  const place = person.city ?? person.region;
  return (
    <article class="panel person-card">
      <div class="line">
        <Avatar id={person.id} name={nameOf(person)} picture={pictureOf(person)} size={56} />
        <div class="line-text in-line">
          <a href={to(`/users/${person.id}`)}>
            <bdi>{nameOf(person)}</bdi>
          </a>
          <span class="small soft">
            {[person.age && String(person.age), place, person.identity_badge && badgeName(person.identity_badge)]
              .filter(Boolean)
              .map((part, index) => (
                <Fragment key={part}>
                  {index > 0 && " · "}
                  <bdi>{part}</bdi>
                </Fragment>
              ))}
          </span>
        </div>
        {person.is_boosted && <Tag>{texts.boosted}</Tag>}
      </div>
      {person.bio && (
        <p class="soft cut" dir="auto">
          {person.bio}
        </p>
      )}
      {person.common_interests.length > 0 && (
        <p class="row person-tags">
          {person.common_interests.slice(0, 4).map((interest) => (
            <Tag key={interest}>
              <bdi>{interest}</bdi>
            </Tag>
          ))}
        </p>
      )}
      <details class="why">
        <summary>
          <strong>{texts.match(person.compatibility_score)}</strong> <span class="small soft">{texts.why}</span>
        </summary>
        <Factors factors={person.factors} mutual={person.mutual_connections} />
      </details>
      <div class="person-do">
        <Ask id={person.id} />
      </div>
    </article>
  );
}

/** The factors of a score. */
export function Factors({ factors, mutual }: { factors: readonly Schemas["CompatibilityFactor"][]; mutual: number }) {
  const texts = peopleWords.value;
  return (
    <ul class="stack">
      {factors.map((factor) => (
        <li key={factor.name} class="small">
          <span class="panel-head">
            <span>{texts.factors[factor.name] ?? factor.name}</span>
            <span class="soft">{texts.points(factor.points, factor.weight)}</span>
          </span>
          <span class="bar-of" aria-hidden="true">
            <span style={{ "--part": String(Math.round(factor.value * 100)) }} />
          </span>
        </li>
      ))}
      {mutual > 0 && <li class="small soft">{texts.mutual(mutual)}</li>}
    </ul>
  );
}

/** Asks a person to connect. */
export function Ask({ id }: { id: string }) {
  const texts = peopleWords.value;
  const state = useSignal("");
  const { isBusy, run } = useAct();
  if (state.value) {
    return (
      <Tag kind="good" icon="check">
        {state.value === "accepted" ? texts.connected : texts.asked}
      </Tag>
    );
  }
  return (
    <Button
      icon="plus"
      isBusy={isBusy.value}
      onClick={() =>
        run(async () => {
          state.value = (await api.connections.request({ user_id: id })).status;
        })
      }
    >
      {texts.connect}
    </Button>
  );
}
