import "../talk/talk.css";
import "../../parts/listing.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { useLoad } from "../../app/load.js";
import { go, type ScreenProps, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { ChannelNotifications, channelWords } from "../../parts/channel-notifications.js";
import { Confirm } from "../../parts/confirm.js";
import { Menu, type MenuItem } from "../../parts/menu.js";
import { NeedAccount } from "../../parts/need-account.js";
import { BotMark, nameOf, pictureOf } from "../../parts/person.js";
import { Report, reportWords } from "../../parts/report.js";
import { outbox } from "../../store/feed.js";
import { conversations, type LogChannel, log, logFailure, missingLasts, readLasts, readOlderChannels, retryLog } from "../../store/log.js";
import { Avatar } from "../../ui/avatar.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Icon } from "../../ui/icon.js";
import { Bone, Empty, Failure, Skeleton } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { ago } from "../../words/format.js";
import { words } from "../../words/words.js";
import { ChannelPane } from "../talk/channel-pane.js";
import { draftChannel, readDrafts } from "../talk/drafts.js";
import { isQuiet } from "../talk/quiet.js";
import { Resizer } from "../talk/resizer.js";
import { hasListRoom } from "../talk/room.js";
import { UnreadBelow } from "../talk/unread-below.js";
import { useHere } from "./here.js";
import { messagesWords } from "./words.js";

/** Milliseconds after the last change of a draft. */
const Recounted = 300;

/** Conversations by their last message, beside the one that is open. On a phone one of the two. */
export default function Messages({ parameters: { person } }: ScreenProps) {
  const texts = messagesWords.value;
  return (
    <Screen title={texts.title} class={person ? "talk has-thread" : "talk"}>
      {me.value && !me.value.isGuest ? (
        <Columns person={person} />
      ) : (
        <div>
          <NeedAccount isFull>{null}</NeedAccount>
        </div>
      )}
    </Screen>
  );
}

function Columns({ person }: { person: string | undefined }) {
  const texts = messagesWords.value;
  const all = conversations.value;
  const { isBusy, run } = useAct();
  const begun = useSignal(0);
  const here = useHere();
  const counting = useLoad(async () => {
    begun.value = (await readDrafts()).length;
  }, [person]);
  const recount = useRef(counting.again);
  recount.current = counting.again;
  useEffect(() => {
    let timer = 0;
    const drafts = draftChannel(() => {
      clearTimeout(timer);
      timer = setTimeout(() => recount.current(), Recounted) as unknown as number;
    });
    return () => {
      clearTimeout(timer);
      drafts.close();
    };
  }, []);
  // The log has the numbers; the words of the last messages come apart from it. Without a network those that are known stay.
  useLoad(async () => missingLasts.value && readLasts(), [missingLasts.value]);
  return (
    <>
      {(!person || hasListRoom.value) && (
        <section class="talk-list" aria-label={texts.title}>
          <div class="list-head">
            {person ? <h2>{texts.title}</h2> : <h1 class="community-name">{texts.title}</h1>}
            <span class="row">
              <a class="small" href={to("/drafts")} aria-keyshortcuts="D">
                {texts.draftCount(begun.value + outbox.all.value.length)}
              </a>
              <a class="icon-button" href={to("/calls")} aria-label={texts.calls} title={texts.calls}>
                <Icon name="phone" />
              </a>
            </span>
          </div>
          {!log.value.token && logFailure.value ? (
            <Failure error={logFailure.value} retry={retryLog} />
          ) : !log.value.token ? (
            <Skeleton>
              <Bone kind="row" />
              <Bone kind="row" />
              <Bone kind="row" />
            </Skeleton>
          ) : all.length === 0 ? (
            <Empty icon="chat" title={texts.none} text={texts.noneText}>
              <ButtonLink kind="primary" href={to("/people")}>
                {texts.find}
              </ButtonLink>
            </Empty>
          ) : (
            <ul class="threads">
              {all.map((one) => (
                <Line key={one.id} of={one} isOpen={one.peer?.id === person} isHere={here.value.has(one.peer?.id ?? "")} />
              ))}
            </ul>
          )}
          {log.value.olderChannels && (
            <div class="row">
              <Button isBusy={isBusy.value} onClick={() => run(readOlderChannels)}>
                {words.value.common.more}
              </Button>
            </div>
          )}
          <UnreadBelow
            unread={all
              .filter((one) => one.unread > 0)
              .map((one) => one.id)
              .join(" ")}
          />
        </section>
      )}
      <Resizer />
      <div class="talk-thread">
        {person ? (
          <Conversation key={person} id={person} known={all.find((one) => one.peer?.id === person)} />
        ) : (
          <div class="talk-nothing">
            <Icon name="chat" size={40} />
            <p class="soft">{texts.pick}</p>
          </div>
        )}
      </div>
    </>
  );
}

/** The person of a conversation. */
function AboutPerson({ person, bio }: { person: Parameters<typeof nameOf>[0] & { id: string }; bio: string | null | undefined }) {
  return (
    <section class="stack" aria-labelledby="details-about">
      <Avatar id={person.id} name={nameOf(person)} picture={pictureOf(person)} size={56} />
      <h2 id="details-about">
        <a href={to(`/users/${person.id}`)}>
          <bdi>{nameOf(person)}</bdi>
        </a>
      </h2>
      <BotMark of={person} />
      {bio && (
        <p class="soft cut details-text in-line" dir="auto">
          {bio}
        </p>
      )}
    </section>
  );
}

function Line({ of, isOpen, isHere }: { of: LogChannel; isOpen: boolean; isHere: boolean }) {
  const texts = messagesWords.value;
  const name = nameOf(of.peer);
  return (
    <li class={`thread-line${of.unread > 0 ? " is-unread" : ""}${isQuiet(of) ? " is-quiet" : ""}`}>
      <a
        class="conversation"
        href={to(of.peer ? `/messages/${of.peer.id}` : `/channels/${of.id}`)}
        aria-current={isOpen ? "page" : undefined}
      >
        <Avatar id={of.peer?.id ?? of.id} name={name} picture={of.peer && pictureOf(of.peer)} />
        <span class="line-text in-line">
          <span class="conversation-part">
            <span class="thread-title one-line">
              <bdi>{name}</bdi>
            </span>
            <span class="small soft row">
              {isHere && (
                <span class="presence is-here" title={texts.online}>
                  <span class="visually-hidden">{texts.online}</span>
                </span>
              )}
              {ago(of.last_activity)}
            </span>
          </span>
          <span class="conversation-part">
            <Excerpt of={of} />
            {of.unread > 0 && (
              <Tag kind="strong">
                <span aria-hidden="true">{of.unread}</span>
                <span class="visually-hidden">{texts.unread(of.unread)}</span>
              </Tag>
            )}
          </span>
        </span>
      </a>
    </li>
  );
}

/** The last message. What is too long is cut at its own end, whatever the script. */
function Excerpt({ of: { id } }: { of: LogChannel }) {
  const texts = messagesWords.value;
  const last = log.value.lasts[id];
  return (
    <span class="small soft excerpt in-line">
      {last?.author_id === me.value?.id && <span>{texts.you}:</span>}
      <span class="one-line" dir="auto">
        {last && (last.is_deleted ? texts.deleted : last.content || texts.file)}
      </span>
    </span>
  );
}

function Conversation({ id, known }: { id: string; known: LogChannel | undefined }) {
  const texts = messagesWords.value;
  const user = useSignal<Schemas["PublicUserView"] | undefined>(undefined);
  const isOnline = useSignal<boolean | undefined>(undefined);
  const open = useSignal<"" | "notifications" | "block" | "report">("");
  const loading = useLoad(async () => {
    user.value = await api.users.get(id);
  }, [id]);
  const channelId = known?.id;
  useEffect(() => {
    if (!channelId) {
      return;
    }
    api.channels.presence(channelId).then(
      ({ online }) => {
        isOnline.value = online.some((one) => one.id === id);
      },
      () => {},
    );
    return api.realtime.on("presence", (change) => {
      if (change.user_id === id) {
        isOnline.value = change.is_online;
      }
    });
  }, [channelId, id]);
  const peer = user.value ?? known?.peer;
  if (!peer) {
    return loading.error ? <Failure error={loading.error} retry={loading.again} /> : null;
  }
  const name = nameOf(peer);
  const close = () => {
    open.value = "";
  };
  const show = (what: typeof open.value) => () => {
    open.value = what;
  };
  const items: MenuItem[] = [
    { text: texts.profile, icon: "user", href: to(`/users/${id}`) },
    ...(channelId ? [{ text: channelWords.value.title, icon: "bell" as const, onChoose: show("notifications") }] : []),
    { text: texts.block, icon: "block", onChoose: show("block") },
    { text: reportWords.value.report, icon: "flag", onChoose: show("report") },
  ];
  return (
    <>
      <ChannelPane
        target={`direct/${id}`}
        channelId={channelId}
        label={name}
        mayWrite
        head={
          <>
            <a class="icon-button pane-back" href={to("/messages")} aria-label={words.value.common.back}>
              <Icon name="back" />
            </a>
            <Avatar id={id} name={name} picture={pictureOf(peer)} />
            <div class="line-text">
              <h1>
                <a href={to(`/users/${id}`)}>
                  <bdi>{name}</bdi>
                </a>
              </h1>
              {isOnline.value !== undefined && (
                <span class={isOnline.value ? "small presence is-here" : "small presence"}>
                  {isOnline.value ? texts.online : texts.offline}
                </span>
              )}
            </div>
          </>
        }
        menu={<Menu label={words.value.common.options} items={items} />}
        about={<AboutPerson person={peer} bio={user.value?.bio} />}
        opening={<p class="opening soft">{texts.begin(name)}</p>}
      />
      {open.value === "notifications" && channelId && <ChannelNotifications id={channelId} onClose={close} />}
      {open.value === "report" && <Report type="user" id={id} onClose={close} />}
      {open.value === "block" && (
        <Confirm
          title={texts.blockTitle(name)}
          action={texts.block}
          onClose={close}
          work={async () => {
            await api.blocks.add(id);
            go("/messages", { isStep: false });
          }}
        >
          <p>{texts.blockText}</p>
        </Confirm>
      )}
    </>
  );
}
