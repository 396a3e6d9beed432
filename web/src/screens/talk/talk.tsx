import "./talk.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { came, take } from "../../app/first.js";
import { useList } from "../../app/list.js";
import { useLoad } from "../../app/load.js";
import { go, place, query, type ScreenProps, setQuery, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { useDraft } from "../../parts/draft.js";
import { HouseRules } from "../../parts/house-rules.js";
import { payable } from "../../parts/pay.js";
import { readKept } from "../../store/answers.js";
import { followCommunity, readCommunity, returns } from "../../store/feed.js";
import { apply, type CommunityView, communities, type Thread, threads } from "../../store/store.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Cover } from "../../ui/cover.js";
import { Dialog } from "../../ui/dialog.js";
import { Field } from "../../ui/field.js";
import { Icon } from "../../ui/icon.js";
import { SearchBox } from "../../ui/search-box.js";
import { Bone, Empty, Failure, Missing, Skeleton, sentence } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { ago, money } from "../../words/format.js";
import { words } from "../../words/words.js";
import { PaidAccess } from "../community/access.js";
import { channels, isQuiet } from "./quiet.js";
import { RailColumn } from "./rail-column.js";
import { Resizer } from "./resizer.js";
import { hasListRoom, hasRailRoom } from "./room.js";
import { ThreadPane } from "./thread-pane.js";
import { UnreadBelow } from "./unread-below.js";
import { talkWords } from "./words.js";

/** Discussions among which one is found without a search. */
const Few = 10;

/** Takes discussions into the store. */
function known<Page extends { items: Thread[] }>(page: Page): Page {
  apply(page.items.map((thread) => ({ kind: "thread", thread })));
  return page;
}

/** A community: its discussions beside the one that is open. On a phone one of the two. */
export default function Talk({ parameters: { id = "", thread } }: ScreenProps) {
  const given = came("community");
  if (given?.id === id && !communities.of(id).peek()) {
    apply([{ kind: "community", community: given }]);
  }
  const community = communities.of(id).value;
  const q = useSignal("");
  // The list of drafts leads to the form.
  const isWriting = useSignal(query.peek().has("new"));
  const isAsked = query.value.has("new");
  useEffect(() => {
    // The key C asks for it, too.
    isWriting.value ||= isAsked;
  }, [isAsked]);
  const person = me.value;
  const loading = useLoad(async () => {
    if (take("community")?.id !== id || person) {
      await readCommunity(id);
    }
  }, [id, person?.id, returns.value]);
  const list = useList<Thread>(
    async (cursor) => {
      if (!person) {
        return await new Promise<never>(() => {});
      }
      const page = cursor
        ? await api.threads.list(id, { limit: 50, cursor })
        : await readKept<Schemas["PageOfThreadView"]>(`threads ${id}`, () => api.threads.list(id, { limit: 50 }));
      return known(page);
    },
    [id, person?.id, community?.is_member],
    { again: [returns.value] },
  );
  const sought = useList<Thread>(
    async (cursor) => {
      if (!q.value) {
        return await new Promise<never>(() => {});
      }
      return known(await api.threads.search({ community_id: id, q: q.value, limit: 30, ...(cursor ? { cursor } : {}) }));
    },
    [id, person?.id, q.value],
  );
  const newest = useRef(list.change);
  newest.current = list.change;
  const reading = q.value ? sought : list;
  const ids = reading.items?.map((one) => one.id);
  useEffect(() => {
    if (!person) {
      return;
    }
    const heard = api.realtime.on("new_thread", (opened) => {
      if (opened.community_id === id) {
        apply([{ kind: "thread", thread: opened }]);
        newest.current((items) => [opened, ...items.filter((other) => other.id !== opened.id)]);
      }
    });
    const leave = followCommunity(id);
    return () => {
      heard();
      leave();
    };
  }, [id, person?.id]);

  const title = (thread && threads.of(thread).value?.title) || community?.name || words.value.communities.title;
  if (loading.error && !community) {
    return (
      <Screen title={words.value.errors.title}>
        <Failure error={loading.error} retry={loading.again} />
      </Screen>
    );
  }
  if (loading.isDone && !community) {
    return (
      <Screen title={words.value.errors.missing}>
        <Missing />
      </Screen>
    );
  }
  return (
    <Screen title={title} class={thread ? "talk has-thread" : "talk"}>
      {person && !person.isGuest && hasRailRoom.value && <RailColumn open={id} />}
      {(!thread || hasListRoom.value) && (
        <section class="talk-list" aria-label={words.value.threads.title}>
          {community ? <CommunityHead community={community} isAside={thread !== undefined} /> : <Bone kind="row" />}
          {community?.is_member && !person?.isGuest && (
            <Button
              icon="plus"
              isWide
              onClick={() => {
                isWriting.value = true;
              }}
            >
              {words.value.threads.new}
            </Button>
          )}
          {person && ((list.items?.length ?? 0) > Few || q.value) && (
            <SearchBox
              label={talkWords.value.search}
              placeholder={talkWords.value.search}
              value={q.value}
              onValue={(text) => {
                q.value = text;
              }}
            />
          )}
          {person === null ? (
            <SignInFirst />
          ) : reading.error && ids === undefined ? (
            <Failure error={reading.error} retry={reading.again} />
          ) : ids === undefined ? (
            <Skeleton>
              <Bone kind="row" />
              <Bone kind="row" />
              <Bone kind="row" />
            </Skeleton>
          ) : ids.length === 0 && q.value ? (
            <p class="soft" role="status">
              {talkWords.value.notFound}
            </p>
          ) : ids.length === 0 ? (
            <Empty icon="chat" title={words.value.threads.emptyTitle} text={words.value.threads.empty} />
          ) : (
            <>
              <ul class="threads">
                {ids.map((one) => {
                  const line = threads.of(one).value;
                  return line && <ThreadLine key={one} thread={line} isOpen={one === thread} />;
                })}
              </ul>
              {reading.hasMore && (
                <Button isWide isBusy={reading.isMore} onClick={reading.more}>
                  {words.value.common.more}
                </Button>
              )}
            </>
          )}
          <UnreadBelow unread={(ids ?? []).filter((one) => (threads.of(one).value?.unread ?? 0) > 0).join(" ")} />
        </section>
      )}
      <Resizer />
      <div class="talk-thread">
        {thread && person ? (
          <ThreadPane key={thread} id={thread} communityId={id} />
        ) : (
          <div class="talk-nothing">
            <Icon name="chat" size={40} />
            <p class="soft">{person === null ? words.value.threads.later : words.value.threads.pick}</p>
          </div>
        )}
      </div>
      {isWriting.value && community?.is_member && (
        <NewThread
          communityId={id}
          onClose={() => {
            isWriting.value = false;
            if (query.peek().has("new")) {
              setQuery({ new: "" });
            }
          }}
        />
      )}
    </Screen>
  );
}

/** `isAside`: the title of the page is that of the open discussion. */
export function CommunityHead({ community, isAside }: { community: CommunityView; isAside: boolean }) {
  const texts = words.value.communities;
  const { isBusy, run } = useAct();
  const join = async () => {
    if (!me.value) {
      go(`/sign-in?next=${encodeURIComponent(to(`/communities/${community.id}`))}`);
      return;
    }
    await run(() =>
      payable(() => api.communities.join(community.id).then(() => readCommunity(community.id)), `/communities/${community.id}`),
    );
  };
  const Title = isAside ? "h2" : "h1";
  const price = community.visibility === "paid" ? money(community.price_cents ?? 0, community.currency ?? "USD") : undefined;
  return (
    <header class="community-head">
      <Cover id={community.id} picture={community.picture_url} placeholder={community.picture?.placeholder} isFirst />
      <Title class="community-name" dir="auto">
        {community.name}
      </Title>
      <p class="row small">
        {community.is_member ? (
          <a href={to(`/communities/${community.id}/manage`)}>{texts.members(community.member_count)}</a>
        ) : (
          <span class="soft">{texts.members(community.member_count)}</span>
        )}
        {community.is_member && (
          <Tag kind="good" icon="check">
            {texts.joined}
          </Tag>
        )}
      </p>
      {community.description && (
        <p class="soft" dir="auto">
          {community.description}
        </p>
      )}
      <HouseRules html={community.rules_html} isJoining={!community.is_member} />
      {!community.is_member && (
        <Button kind="primary" isWide isBusy={isBusy.value} onClick={join}>
          {price ? texts.joinPaid(price) : texts.join}
        </Button>
      )}
      <PaidAccess community={community} />
    </header>
  );
}

function ThreadLine({ thread, isOpen }: { thread: Thread; isOpen: boolean }) {
  const texts = words.value.threads;
  const logged = channels.value.get(thread.id);
  return (
    <li class={`thread-line${thread.unread > 0 ? " is-unread" : ""}${isQuiet(logged) ? " is-quiet" : ""}`}>
      <a href={to(`/communities/${thread.community_id}/threads/${thread.id}`)} aria-current={isOpen ? "page" : undefined}>
        <span class="thread-title in-line" dir="auto">
          {thread.title}
        </span>
        <span class="small soft">
          {thread.author && <bdi>{thread.author.full_name ?? thread.author.username}</bdi>}
          {" · "}
          {texts.messages(thread.message_count)}
          {" · "}
          {ago(thread.last_activity)}
        </span>
        <span class="thread-marks">
          {logged && logged.mentions > 0 && thread.unread > 0 && <Tag kind="accent">{texts.mentions(logged.mentions)}</Tag>}
          {thread.unread > 0 && <Tag kind="strong">{texts.unread(thread.unread)}</Tag>}
          {thread.is_pinned && <Tag icon="star">{texts.pinned}</Tag>}
          {thread.is_locked && <Tag icon="lock">{texts.locked}</Tag>}
        </span>
      </a>
    </li>
  );
}

function SignInFirst() {
  const next = encodeURIComponent(place.value.path);
  return (
    <div class="stack">
      <p class="soft">{words.value.threads.signIn}</p>
      <ButtonLink href={`${to("/sign-in")}?next=${next}`}>{words.value.signIn.title}</ButtonLink>
    </div>
  );
}

function NewThread({ communityId, onClose }: { communityId: string; onClose: () => void }) {
  const texts = words.value.threads;
  const title = useDraft(`thread-title/${communityId}`);
  const content = useDraft(`thread-text/${communityId}`);
  const error = useSignal("");
  const isBusy = useSignal(false);
  const open = async () => {
    if (!title.text.value.trim()) {
      error.value = words.value.errors.required;
      return;
    }
    isBusy.value = true;
    try {
      const thread = await api.threads.create(communityId, { title: title.text.value.trim(), content: content.text.value.trim() || null });
      apply([{ kind: "thread", thread }]);
      title.clear();
      content.clear();
      onClose();
      go(`/communities/${communityId}/threads/${thread.id}`);
    } catch (failure) {
      error.value = sentence(failure);
    }
    isBusy.value = false;
  };
  return (
    <Dialog title={texts.new} onClose={onClose}>
      <form
        class="stack"
        noValidate
        onSubmit={(submit) => {
          submit.preventDefault();
          void open();
        }}
      >
        <Field label={texts.newTitle} value={title.text.value} error={error.value} maxLength={200} dir="auto" onValue={title.write} />
        <label class="field">
          <span class="small">{texts.newText}</span>
          <textarea
            rows={5}
            maxLength={20_000}
            dir="auto"
            value={content.text.value}
            onInput={(input) => content.write(input.currentTarget.value)}
          />
        </label>
        <Button kind="primary" type="submit" isWide isBusy={isBusy.value}>
          {texts.open}
        </Button>
      </form>
    </Dialog>
  );
}
