import "../people/people.css";
import "../../parts/listing.css";
import { NotFound, type Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { copy } from "../../app/copy.js";
import { came, take } from "../../app/first.js";
import { useLoad } from "../../app/load.js";
import { go, place as here, type ScreenProps, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { badgeName } from "../../parts/badge-names.js";
import { Confirm } from "../../parts/confirm.js";
import { Menu, type MenuItem } from "../../parts/menu.js";
import { BotMark, nameOf, pictureOf } from "../../parts/person.js";
import { Report, reportWords } from "../../parts/report.js";
import { Avatar } from "../../ui/avatar.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Icon } from "../../ui/icon.js";
import { Bone, Failure, Skeleton } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { month } from "../../words/format.js";
import { words } from "../../words/words.js";
import { Act } from "../people/activity.js";
import { Factors } from "../people/people.js";
import { peopleWords } from "../people/words.js";
import { Entries } from "./records.js";
import { profileWords } from "./words.js";

type User = Schemas["PublicUserView"];

interface Known {
  user: User;
  relation?: Schemas["RelationView"];
  likeness?: Schemas["CompatibilityView"];
  path?: Schemas["PathView"];
  activity?: Schemas["PersonActivity"];
  profile?: Schemas["ProfileView"];
  communities?: readonly Schemas["CommunityView"][];
}

/** A person: by id, or by the name that public links have. */
export default function Profile({ parameters: { id = "", username } }: ScreenProps) {
  const given = came("user");
  const known = useSignal<Known | undefined>(given && given.username === username ? { user: given } : undefined);
  const loading = useLoad(async () => {
    if (me.value === undefined) {
      return;
    }
    const first = take("user");
    if (first && first.username === username && !me.value) {
      return;
    }
    const { id: before, username: name } = known.peek()?.user ?? {};
    if (before !== id && name !== username) {
      known.value = undefined;
    }
    const user = await (username ? api.users.getByUsername(username) : api.users.get(id));
    if (!me.value) {
      known.value = { user };
      return;
    }
    const isMine = user.id === me.value.id;
    // Each part may be missing. They are shown together, so that none of them moves another one.
    const or = <T,>(part: PromiseLike<T>) => Promise.resolve(part).catch(() => undefined);
    const [relation, likeness, path, activity, profile, communities] = await Promise.all([
      isMine ? undefined : or(api.users.relation(user.id)),
      isMine || user.is_bot ? undefined : or(api.users.compatibility(user.id)),
      isMine || user.is_bot ? undefined : or(api.network.path(user.id)),
      or(api.users.activity(user.id, { limit: 8 })),
      or(api.profiles.get(user.id)),
      or(api.users.communities(user.id, { limit: 12 })),
    ]);
    known.value = { user, relation, likeness, path, activity, profile, communities: communities?.items };
  }, [id, username, me.value === undefined, me.value?.id]);
  const texts = profileWords.value;
  const name = nameOf(known.value?.user);
  return (
    <Screen title={known.value ? name : texts.mine} class="page tight">
      {known.value ? (
        <Body known={known.value} again={loading.again} />
      ) : loading.error ? (
        <Failure error={loading.error} retry={loading.error instanceof NotFound ? undefined : loading.again} />
      ) : (
        <Skeleton>
          <Bone kind="title" />
          <Bone kind="row" />
          <Bone kind="row" />
        </Skeleton>
      )}
    </Screen>
  );
}

function Body({ known: { user, relation, likeness, path, activity, profile, communities }, again }: { known: Known; again: () => void }) {
  const texts = profileWords.value;
  const people = peopleWords.value;
  const isMine = user.id === me.value?.id;
  const name = nameOf(user);
  const counts = activity?.counts;
  const place = [...new Set([user.city, user.region])].filter(Boolean).join(", ");
  const skills = profile?.skills ?? [];
  const follows = (part: "followers" | "following") =>
    me.value && !me.value.isGuest ? <a href={to(`/users/${user.id}/${part}`)}>{texts[part]}</a> : texts[part];
  return (
    <>
      <header class="profile-head">
        <Avatar id={user.id} name={name} picture={user.picture_url} size={112} />
        <div class="stack">
          <div>
            <h1 dir="auto">{name}</h1>
            <p class="soft">
              <bdi>@{user.username}</bdi>
              {place && (
                <>
                  {" · "}
                  <bdi>{place}</bdi>
                </>
              )}
              {" · "}
              {texts.joined(month(user.created_at))}
            </p>
          </div>
          <p class="row">
            <BotMark of={user} />
            {user.identity_badge && <Tag kind="accent">{badgeName(user.identity_badge)}</Tag>}
            {user.roles.includes("organizer") && <Tag icon="calendar">{texts.organizer}</Tag>}
            {relation?.followed_by && <Tag>{texts.followsYou}</Tag>}
          </p>
          {isMine ? (
            <p class="row">
              <ButtonLink kind="primary" icon="edit" href={to("/profile")}>
                {words.value.common.edit}
              </ButtonLink>
              <Share user={user} />
            </p>
          ) : (
            me.value && !me.value.isGuest && <Relation user={user} relation={relation} again={again} />
          )}
          {me.value === null && (
            <p class="row">
              <ButtonLink kind="primary" href={`${to("/sign-in")}?next=${encodeURIComponent(here.value.path)}`}>
                {words.value.signIn.title}
              </ButtonLink>
            </p>
          )}
        </div>
      </header>
      {counts && (
        <dl class="figures">
          {!user.is_bot && (
            <div>
              <dd>{counts.connections}</dd>
              <dt>{texts.connections}</dt>
            </div>
          )}
          <div>
            <dd>{counts.followers}</dd>
            <dt>{follows("followers")}</dt>
          </div>
          {/* A bot connects with nobody, follows nobody and takes no seats. */}
          {!user.is_bot && (
            <>
              <div>
                <dd>{counts.following}</dd>
                <dt>{follows("following")}</dt>
              </div>
              <div>
                <dd>{counts.events_attended}</dd>
                <dt>{texts.attended}</dt>
              </div>
            </>
          )}
        </dl>
      )}
      {user.bio && (
        <section class="stack" aria-labelledby="about">
          <h2 id="about">{texts.about}</h2>
          <p class="event-text" dir="auto">
            {user.bio}
          </p>
        </section>
      )}
      {user.interests.length > 0 && (
        <section class="stack" aria-labelledby="interests">
          <h2 id="interests">{texts.interests}</h2>
          <p class="row">
            {user.interests.map((interest) => (
              <Tag key={interest}>
                <bdi>{interest}</bdi>
              </Tag>
            ))}
          </p>
        </section>
      )}
      {likeness && (
        <section class="panel" aria-labelledby="likeness">
          <div class="panel-head">
            <h2 id="likeness">{texts.inCommon}</h2>
            <Tag kind="accent">{people.match(likeness.compatibility_score)}</Tag>
          </div>
          <Factors factors={likeness.factors} mutual={likeness.mutual_connections} />
        </section>
      )}
      {path && path.people.length > 2 && (
        <section class="stack" aria-labelledby="path">
          <h2 id="path">{texts.path}</h2>
          <ol class="row">
            {path.people.map((one, index) => (
              <li key={one.id} class="row">
                {index > 0 && <span aria-hidden="true">·</span>}
                <Avatar id={one.id} name={nameOf(one)} picture={pictureOf(one)} size={24} />
                <a href={to(`/users/${one.id}`)}>
                  <bdi>{nameOf(one)}</bdi>
                </a>
              </li>
            ))}
          </ol>
        </section>
      )}
      {skills.length > 0 && (
        <section class="stack" aria-labelledby="skills">
          <h2 id="skills">{texts.skills}</h2>
          <p class="row">
            {skills.map((skill) => (
              <Tag key={skill}>
                <bdi>{skill}</bdi>
              </Tag>
            ))}
          </p>
        </section>
      )}
      {(["projects", "awards", "certifications"] as const).map(
        (kind) =>
          profile &&
          profile[kind].length > 0 && (
            <section key={kind} class="stack" aria-labelledby={kind}>
              <h2 id={kind}>{texts[kind]}</h2>
              <Entries of={profile[kind]} />
            </section>
          ),
      )}
      {profile && profile.badges.length > 0 && (
        <section class="stack" aria-labelledby="badges">
          <h2 id="badges">{texts.badges}</h2>
          <ul class="rows">
            {profile.badges.map((badge) => (
              <li key={badge.name} class="line">
                <Icon name="star" />
                <span class="line-text">
                  <span class="line-title">{badge.title}</span>
                  <span class="small soft">{badge.description}</span>
                </span>
                <span class="line-end small soft">{month(badge.earned_at)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {communities && communities.length > 0 && (
        <section class="stack" aria-labelledby="places">
          <h2 id="places">{texts.communities}</h2>
          <ul class="row">
            {communities.map((one) => (
              <li key={one.id}>
                <a href={to(`/communities/${one.id}`)}>
                  <bdi>{one.name}</bdi>
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      {activity && (
        <section class="stack" aria-labelledby="lately">
          <h2 id="lately">{texts.lately}</h2>
          {activity.items.length === 0 ? (
            <p class="soft">{texts.nothing}</p>
          ) : (
            <ul class="rows">
              {activity.items.map((one) => (
                <li key={one.id}>
                  <Act activity={one} />
                </li>
              ))}
            </ul>
          )}
        </section>
      )}
    </>
  );
}

function Share({ user }: { user: User }) {
  return (
    <Button icon="link" onClick={() => copy(`${location.origin}/u/${user.username}`)}>
      {profileWords.value.share}
    </Button>
  );
}

/** Everything that one person may do about another. */
function Relation({ user, relation, again }: { user: User; relation?: Schemas["RelationView"]; again: () => void }) {
  const texts = profileWords.value;
  const people = peopleWords.value;
  const open = useSignal<"" | "block" | "report" | "end">("");
  const { isBusy, run } = useAct();
  const close = () => {
    open.value = "";
  };
  const show = (what: typeof open.value) => () => {
    open.value = what;
  };
  const act = (work: () => PromiseLike<unknown>) => run(() => Promise.resolve(work()).then(again));
  const state = relation?.connection;
  const connection = relation?.connection_id ?? "";
  const items: MenuItem[] = [
    ...(state === "connected" ? [{ text: people.end, icon: "close" as const, onChoose: show("end") }] : []),
    { text: texts.block, icon: "block", onChoose: show("block") },
    { text: reportWords.value.report, icon: "flag", onChoose: show("report") },
  ];
  return (
    <div class="row">
      {relation &&
        !user.is_bot &&
        (state === "connected" ? null : state === "incoming" ? (
          <Button kind="primary" isBusy={isBusy.value} onClick={() => act(() => api.connections.accept(connection))}>
            {people.accept}
          </Button>
        ) : state === "outgoing" ? (
          <Button isBusy={isBusy.value} onClick={() => act(() => api.connections.delete(connection))}>
            {people.withdraw}
          </Button>
        ) : (
          <Button kind="primary" icon="plus" isBusy={isBusy.value} onClick={() => act(() => api.connections.request({ user_id: user.id }))}>
            {people.connect}
          </Button>
        ))}
      <ButtonLink kind={state === "connected" ? "primary" : "plain"} icon="chat" href={to(`/messages/${user.id}`)}>
        {people.message}
      </ButtonLink>
      {relation && (
        <Button
          aria-pressed={relation.following}
          onClick={() => act(() => (relation.following ? api.users.unfollow(user.id) : api.users.follow(user.id)))}
        >
          {relation.following ? texts.unfollow : texts.follow}
        </Button>
      )}
      <Menu label={words.value.common.options} items={items} />
      {open.value === "report" && <Report type="user" id={user.id} onClose={close} />}
      {open.value === "block" && (
        <Confirm
          title={texts.blockTitle(nameOf(user))}
          action={texts.block}
          done={texts.blocked}
          onClose={close}
          work={async () => {
            await api.blocks.add(user.id);
            go("/people", { isStep: false });
          }}
        >
          <p>{texts.blockText}</p>
        </Confirm>
      )}
      {open.value === "end" && (
        <Confirm title={people.end} action={people.end} onClose={close} work={() => api.connections.delete(connection).then(again)}>
          <p>{people.endText}</p>
        </Confirm>
      )}
    </div>
  );
}
