import "../../parts/listing.css";
import "../../ui/event-card.css";
import type { Schemas } from "@community/sdk";
import { api, me } from "../../app/api.js";
import { useList } from "../../app/list.js";
import { place, query, setQuery, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { Listing } from "../../parts/listing.js";
import { NeedAccount } from "../../parts/need-account.js";
import { SubNav } from "../../parts/subnav.js";
import { ButtonLink } from "../../ui/button.js";
import { Cover } from "../../ui/cover.js";
import { SearchBox } from "../../ui/search-box.js";
import { Empty } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { money } from "../../words/format.js";
import { language } from "../../words/words.js";
import { ofReader } from "./of-reader.js";
import { courseWords } from "./words.js";

export default function Courses() {
  return (
    <Screen title={courseWords.value.title} class="page">
      <NeedAccount>
        <Body />
      </NeedAccount>
    </Screen>
  );
}

function Body() {
  const texts = courseWords.value;
  const q = query.value.get("q") ?? "";
  const isMine = query.value.get("show") === "mine";
  const all = useList<Schemas["CourseSummary"]>(
    async (cursor, signal) => {
      if (isMine) {
        return api.courses.mine({ limit: 24, cursor }, { signal });
      }
      const page = await api.courses.list({ limit: 24, cursor, ...(q ? { q } : {}) }, { signal });
      return { ...page, items: ofReader(page.items, language.value) };
    },
    [q, isMine, me.value?.id, language.value],
  );
  return (
    <>
      <header class="stack">
        <h1>{texts.heading}</h1>
        <SubNav
          label={texts.title}
          here={place.value.path + (isMine ? "?show=mine" : "")}
          links={[
            [to("/courses"), texts.all],
            [to("/courses?show=mine"), texts.mine],
          ]}
        />
        {!isMine && <SearchBox label={texts.search} placeholder={texts.placeholder} value={q} onValue={(text) => setQuery({ q: text })} />}
      </header>
      <h2 class="visually-hidden">{texts.title}</h2>
      <Listing
        of={all}
        class="cards"
        label={texts.title}
        empty={
          isMine || q ? (
            <Empty icon="book" title={isMine ? texts.mineNone : texts.none} text={isMine ? texts.mineNoneText : texts.noneText}>
              <ButtonLink href={to("/courses")}>{texts.seeAll}</ButtonLink>
            </Empty>
          ) : (
            <Empty icon="book" title={texts.noneYet} text={texts.noneYetText}>
              <ButtonLink href={to("/companion")}>{texts.toCompanion}</ButtonLink>
            </Empty>
          )
        }
      >
        {(course) => (
          <li key={course.id}>
            <article class="event-card">
              <Cover id={course.id} picture={course.image?.startsWith("/") ? course.image : null} />
              <div class="event-card-text">
                <p class="event-card-when">{texts.categories[course.category] ?? course.category}</p>
                <h3>
                  <a href={to(`/courses/${course.id}`)} dir="auto">
                    {course.title}
                  </a>
                </h3>
                <p class="small soft cut" dir="auto">
                  {course.description}
                </p>
                <p class="event-card-foot">
                  <span class="small soft">
                    {texts.modules(course.total_modules)} · {texts.minutes(course.duration_minutes)}
                  </span>
                  {course.progress > 0 ? (
                    <Tag kind="good">{texts.done(course.progress)}</Tag>
                  ) : course.is_purchased ? (
                    <Tag kind="good" icon="check">
                      {texts.mine}
                    </Tag>
                  ) : (
                    <Tag kind={course.price_cents ? "accent" : "plain"}>{money(course.price_cents, course.currency)}</Tag>
                  )}
                </p>
              </div>
            </article>
          </li>
        )}
      </Listing>
    </>
  );
}
