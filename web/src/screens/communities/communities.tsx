import "../../ui/event-card.css";
import "../../parts/listing.css";
import "./communities.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { useList } from "../../app/list.js";
import { useLoad } from "../../app/load.js";
import { query, setQuery, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { HouseRules } from "../../parts/house-rules.js";
import { nameOf } from "../../parts/person.js";
import { readKept } from "../../store/answers.js";
import { returns } from "../../store/feed.js";
import { unreadIn } from "../../store/log.js";
import { apply, type CommunityView, communities } from "../../store/store.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Cover } from "../../ui/cover.js";
import { SearchBox } from "../../ui/search-box.js";
import { Bone, Empty, Failure, Skeleton } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { day, money } from "../../words/format.js";
import { words } from "../../words/words.js";

const take = (list: CommunityView[]) => {
  apply(list.map((community) => ({ kind: "community", community })));
  return list.map((community) => community.id);
};

export default function Communities() {
  const texts = words.value.communities;
  const q = query.value.get("q") ?? "";
  const mine = useSignal<readonly string[]>([]);
  const invited = useSignal<readonly Schemas["OwnInvitationView"][]>([]);
  const { run } = useAct();
  const answer = (id: string, work: () => PromiseLike<unknown>) =>
    run(async () => {
      await work();
      invited.value = invited.value.filter((one) => one.id !== id);
      loading.again();
      found.again();
    });
  const isFull = me.value && !me.value.isGuest;
  const asked = useList<Schemas["OwnRequestView"]>(
    async (cursor) => {
      if (!isFull) {
        return { items: [] };
      }
      const read = () => api.communities.myRequests({ limit: 50, cursor });
      return cursor ? await read() : await readKept("own requests", read);
    },
    [me.value?.id],
    { again: [returns.value] },
  );
  const filters = { limit: 24, sort: "members" as const, ...(q ? { q } : {}) };
  const found = useList<CommunityView>(
    async (cursor, signal) => {
      const read = () => api.communities.list({ ...filters, ...(cursor ? { cursor } : {}) }, signal ? { signal } : {});
      const page = cursor || q ? await read() : await readKept("communities", read);
      take(page.items);
      return page;
    },
    [q, me.value?.id],
    { name: "communities" },
  );
  const loading = useLoad(
    async (signal) => {
      const [own, invitations] = await Promise.all([
        me.value ? readKept("own communities", () => api.communities.mine({ limit: 50 }, { signal })) : undefined,
        isFull ? readKept("community invitations", () => api.communities.myInvitations({ limit: 20 }, { signal })) : undefined,
      ]);
      invited.value = invitations?.items ?? [];
      mine.value = own ? take(own.items) : [];
    },
    [me.value?.id],
  );
  // A list that is kept is shown without a network, too.
  const error = found.items ? undefined : (found.error ?? loading.error);
  const isReady = found.items && (loading.isDone || loading.error) && (asked.items || asked.error);
  const pending = (asked.items ?? []).filter((one) => one.status === "pending");
  const own = new Set(mine.value);
  const others = (found.items ?? []).map((one) => one.id).filter((id) => q || !own.has(id));
  return (
    <Screen title={texts.title} class="communities">
      <header class="stack">
        <div class="panel-head">
          <h1>{texts.heading}</h1>
          {isFull && (
            <ButtonLink icon="plus" href={to("/communities/new")}>
              {texts.found}
            </ButtonLink>
          )}
        </div>
        <SearchBox label={texts.search} placeholder={texts.placeholder} value={q} onValue={(text) => setQuery({ q: text })} />
      </header>
      {error ? (
        <Failure
          error={error}
          retry={() => {
            found.again();
            loading.again();
          }}
        />
      ) : !isReady ? (
        <Skeleton kind="cards">
          {[0, 1, 2, 3, 4, 5].map((one) => (
            <Bone key={one} kind="card" />
          ))}
        </Skeleton>
      ) : (
        <>
          {invited.value.length > 0 && (
            <section class="panel calm" aria-labelledby="invited">
              <h2 id="invited">{texts.invited}</h2>
              <ul class="rows">
                {invited.value.map(({ id, community, invited_by }) => (
                  <li key={id} class="line">
                    <span class="line-text in-line">
                      <a href={to(`/communities/${community.id}`)}>
                        <bdi>{String(community.name)}</bdi>
                      </a>
                      <span class="small soft">
                        <bdi>{nameOf(invited_by)}</bdi>
                      </span>
                    </span>
                    <span class="line-end">
                      <Button kind="quiet" onClick={() => answer(id, () => api.communities.declineInvitation(community.id))}>
                        {texts.decline}
                      </Button>
                      <Button kind="primary" onClick={() => answer(id, () => api.communities.join(community.id))}>
                        {texts.join}
                      </Button>
                    </span>
                    <HouseRules html={community.rules_html} isJoining />
                  </li>
                ))}
              </ul>
            </section>
          )}
          {pending.length > 0 && (
            <section class="panel calm" aria-labelledby="asked">
              <h2 id="asked">{texts.asked}</h2>
              <ul class="rows">
                {pending.map((one) => (
                  <li key={one.id} class="line">
                    <span class="line-text">
                      <span class="in-line" dir="auto">
                        {one.community_name}
                      </span>
                      <span class="small soft">{day(one.created_at)}</span>
                    </span>
                    <span class="line-end">
                      <Button
                        kind="quiet"
                        onClick={() =>
                          asked.dropLater(one, () => api.communities.withdrawRequest(one.community_id, one.id), texts.withdrawn)
                        }
                      >
                        {texts.withdraw}
                      </Button>
                    </span>
                  </li>
                ))}
              </ul>
            </section>
          )}
          {mine.value.length > 0 && !q && <Group title={texts.mine} ids={mine.value} />}
          {others.length > 0 && <Group title={texts.all} ids={others} />}
          {others.length === 0 && (mine.value.length === 0 || q) && (
            <Empty icon="people" title={texts.emptyTitle} text={q ? texts.empty : texts.emptyAll}>
              {q ? (
                <Button onClick={() => setQuery({ q: "" })}>{texts.showAll}</Button>
              ) : (
                <ButtonLink href={to(isFull ? "/communities/new" : "/register")}>{texts.found}</ButtonLink>
              )}
            </Empty>
          )}
          {found.hasMore && (
            <div class="row">
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

function Group({ title, ids }: { title: string; ids: readonly string[] }) {
  return (
    <section class="stack">
      <h2>{title}</h2>
      <div class="cards">
        {ids.map((id) => {
          const community = communities.of(id).value;
          return community && <CommunityCard key={id} community={community} />;
        })}
      </div>
    </section>
  );
}

export function CommunityCard({ community }: { community: CommunityView }) {
  const texts = words.value.communities;
  const unread = unreadIn.value.get(community.id) ?? 0;
  return (
    <article class="event-card community-card">
      <Cover id={community.id} picture={community.picture_url} placeholder={community.picture?.placeholder} />
      <div class="event-card-text">
        <h3>
          <a href={to(`/communities/${community.id}`)} dir="auto">
            {community.name}
          </a>
        </h3>
        {community.description && (
          <p class="small soft cut" dir="auto">
            {community.description}
          </p>
        )}
        <p class="event-card-foot">
          <span class="small soft">{texts.members(community.member_count)}</span>
          {unread > 0 && <Tag kind="strong">{words.value.threads.unread(unread)}</Tag>}
          {community.is_member ? (
            <Tag kind="good" icon="check">
              {texts.joined}
            </Tag>
          ) : community.visibility === "paid" ? (
            <Tag kind="accent">{money(community.price_cents ?? 0, community.currency ?? "USD")}</Tag>
          ) : community.visibility === "private" ? (
            <Tag icon="lock">{texts.private}</Tag>
          ) : null}
        </p>
      </div>
    </article>
  );
}
