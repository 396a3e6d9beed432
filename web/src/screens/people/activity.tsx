import "./people.css";
import type { Schemas } from "@community/sdk";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { useList } from "../../app/list.js";
import { to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { badgeName } from "../../parts/badge-names.js";
import { linkTo } from "../../parts/link-to.js";
import { Listing } from "../../parts/listing.js";
import { NeedAccount } from "../../parts/need-account.js";
import { nameOf, pictureOf } from "../../parts/person.js";
import { Avatar } from "../../ui/avatar.js";
import { ButtonLink, IconButton } from "../../ui/button.js";
import { Empty } from "../../ui/states.js";
import { ago } from "../../words/format.js";
import { PeopleNav } from "./people-nav.js";
import { peopleWords } from "./words.js";

type Activity = Schemas["ActivityView"];

export default function ActivityPage() {
  return (
    <Screen title={peopleWords.value.activity} class="page start">
      <NeedAccount isFull>
        <Body />
      </NeedAccount>
    </Screen>
  );
}

function Body() {
  const texts = peopleWords.value;
  const feed = useList<Activity>((cursor) => api.feed.list({ limit: 30, cursor }), [me.value?.id]);
  const chances = useList((cursor) => api.opportunities.list({ limit: 6, cursor }), [me.value?.id]);
  const { run } = useAct();
  // The chances stand above the list: both appear together, so that it does not move.
  const list = chances.isDone || chances.error ? feed : { ...feed, items: undefined };
  return (
    <>
      <header class="stack">
        <h1>{texts.activity}</h1>
        <PeopleNav />
      </header>
      {list.items && chances.items && chances.items.length > 0 && (
        <section class="panel calm" aria-labelledby="chances">
          <h2 id="chances">{texts.opportunities}</h2>
          <ul class="rows">
            {chances.items.map((one) => (
              <li key={one.id} class="line">
                <div class="line-text in-line" dir="auto">
                  <span class="line-title">{one.title}</span>
                  <span class="small soft">{one.description}</span>
                </div>
                <div class="line-end">
                  <ButtonLink href={linkTo(one.action_link)} onClick={() => void api.opportunities.markRead(one.id).catch(() => {})}>
                    {one.action_text}
                  </ButtonLink>
                  <IconButton
                    icon="close"
                    label={`${texts.dismiss}: ${one.title}`}
                    onClick={() =>
                      run(async () => {
                        await api.opportunities.dismiss(one.id);
                        chances.change((items) => items.filter((other) => other.id !== one.id));
                      })
                    }
                  />
                </div>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Listing
        of={list}
        label={texts.activity}
        empty={
          <Empty icon="spark" title={texts.quietTitle} text={texts.quiet}>
            <ButtonLink kind="primary" href={to("/people")}>
              {texts.find}
            </ButtonLink>
          </Empty>
        }
      >
        {(one) => (
          <li key={one.id}>
            <Act activity={one} />
          </li>
        )}
      </Listing>
    </>
  );
}

/** An activity: the person and the object, with a link to it. */
export function Act({ activity }: { activity: Activity }) {
  const texts = peopleWords.value;
  const { actor, community, event, thread, user } = activity;
  const target: [string, string] | undefined = event
    ? [`/events/${event.id}`, String(event.name)]
    : thread && community
      ? [`/communities/${community.id}/threads/${thread.id}`, String(thread.title)]
      : community
        ? [`/communities/${community.id}`, String(community.name)]
        : user
          ? [`/users/${user.id}`, nameOf(user)]
          : activity.course_id
            ? [`/courses/${activity.course_id}`, ""]
            : undefined;
  return (
    <div class="line">
      <Avatar id={actor.id} name={nameOf(actor)} picture={pictureOf(actor)} />
      <p class="line-text in-line">
        <span>
          <a href={to(`/users/${actor.id}`)}>
            <bdi>{nameOf(actor)}</bdi>
          </a>{" "}
          {texts.acts[activity.kind] ?? activity.kind}{" "}
          {target?.[1] ? (
            <a href={to(target[0])}>
              <bdi>{target[1]}</bdi>
            </a>
          ) : (
            activity.badge && badgeName(activity.badge)
          )}
        </span>
        <span class="small soft">{ago(activity.occurred_at)}</span>
      </p>
    </div>
  );
}
