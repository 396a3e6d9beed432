import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { useLoad } from "../../app/load.js";
import { go, to } from "../../app/router.js";
import { ChannelNotifications, channelWords } from "../../parts/channel-notifications.js";
import { Confirm } from "../../parts/confirm.js";
import { Menu, type MenuItem } from "../../parts/menu.js";
import { BotMark, nameOf } from "../../parts/person.js";
import { Report, reportWords } from "../../parts/report.js";
import { readKept } from "../../store/answers.js";
import { returns } from "../../store/feed.js";
import { apply, communities, threads } from "../../store/store.js";
import { Avatar } from "../../ui/avatar.js";
import { ServerHtml } from "../../ui/html.js";
import { Icon } from "../../ui/icon.js";
import { Bone, Failure, Missing, Skeleton } from "../../ui/states.js";
import { ago } from "../../words/format.js";
import { words } from "../../words/words.js";
import { AboutCommunity } from "./about.js";
import { ChannelPane } from "./channel-pane.js";
import { Retitle } from "./retitle.js";
import { talkWords } from "./words.js";

/** An open discussion: its text, its messages, and the field to answer. */
export function ThreadPane({ id, communityId }: { id: string; communityId: string }) {
  const texts = words.value.thread;
  const talk = talkWords.value;
  const thread = threads.of(id).value;
  const open = useSignal<"" | "report" | "delete" | "notifications" | "title">("");
  const { run } = useAct();
  const loading = useLoad(async () => {
    apply([{ kind: "thread", thread: await readKept(`thread ${id}`, () => api.threads.get(id)) }]);
  }, [id, returns.value]);
  if (loading.isDone && !thread) {
    return <Missing />;
  }
  if (loading.error && !thread) {
    return <Failure error={loading.error} retry={loading.again} />;
  }
  if (!thread) {
    return (
      <Skeleton kind="pane-bones">
        <Bone kind="title" />
        <Bone kind="row" />
      </Skeleton>
    );
  }
  const community = communities.of(communityId).value;
  const mayModerate = community?.my_role === "owner" || community?.my_role === "moderator";
  const mayWrite = Boolean(community?.is_member) && !thread.is_locked;
  const isMine = thread.created_by === me.value?.id;
  const close = () => {
    open.value = "";
  };
  const show = (what: typeof open.value) => () => {
    open.value = what;
  };
  const change = (work: () => PromiseLike<unknown>) => () => void run(() => Promise.resolve(work()).then(loading.again));
  const items: MenuItem[] = [
    ...(mayModerate
      ? [
          {
            text: thread.is_pinned ? talk.unpin : talk.pin,
            icon: "star" as const,
            onChoose: change(() => (thread.is_pinned ? api.threads.unpin(id) : api.threads.pin(id))),
          },
          {
            text: thread.is_locked ? talk.unlock : talk.lock,
            icon: "lock" as const,
            onChoose: change(() => (thread.is_locked ? api.threads.unlock(id) : api.threads.lock(id))),
          },
        ]
      : []),
    ...(isMine || mayModerate ? [{ text: talk.retitle, icon: "edit" as const, onChoose: show("title") }] : []),
    ...(me.value && !me.value.isGuest ? [{ text: channelWords.value.title, icon: "bell" as const, onChoose: show("notifications") }] : []),
    ...(isMine ? [] : [{ text: reportWords.value.report, icon: "flag" as const, onChoose: show("report") }]),
    ...(isMine || mayModerate ? [{ text: talk.deleteThread, icon: "trash" as const, onChoose: show("delete") }] : []),
  ];
  const author = thread.author;
  return (
    <>
      <ChannelPane
        target={`thread/${id}`}
        channelId={id}
        label={thread.title}
        mayWrite={mayWrite}
        mayModerate={mayModerate}
        note={thread.is_locked ? texts.lockedText : texts.joinToWrite}
        people={async (part) =>
          (await api.communities.members(communityId, { limit: 6, ...(part ? { q: part } : {}) })).items.map((one) => ({
            ...one,
            id: one.user_id,
          }))
        }
        onRead={() => apply([{ kind: "thread", thread: { ...(threads.of(id).peek() ?? thread), unread: 0 } }])}
        head={
          <>
            <a class="icon-button pane-back" href={to(`/communities/${communityId}`)} aria-label={words.value.common.back}>
              <Icon name="back" />
            </a>
            <h1 dir="auto">{thread.title}</h1>
          </>
        }
        menu={<Menu label={words.value.common.options} items={items} />}
        about={<AboutCommunity id={communityId} />}
        opening={
          <article class="opening">
            <p class="message-head">
              {author && <Avatar id={author.id} name={nameOf(author)} picture={author.picture_url} />}
              <span>
                <strong>
                  <bdi>{nameOf(author)}</bdi>
                </strong>{" "}
                <BotMark of={author} /> <span class="small soft">{ago(thread.created_at)}</span>
              </span>
            </p>
            {thread.content_html && <ServerHtml html={thread.content_html} />}
          </article>
        }
      />
      {open.value === "notifications" && <ChannelNotifications id={id} onClose={close} />}
      {open.value === "title" && <Retitle thread={thread} onClose={close} />}
      {open.value === "report" && <Report type="thread" id={id} onClose={close} />}
      {open.value === "delete" && (
        <Confirm
          title={talk.deleteThread}
          action={talk.deleteThread}
          onClose={close}
          work={async () => {
            await api.threads.delete(id);
            go(`/communities/${communityId}`, { isStep: false });
          }}
        >
          <p>{talk.deleteThreadText}</p>
        </Confirm>
      )}
    </>
  );
}
