import "../talk/talk.css";
import "../../parts/listing.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api, me } from "../../app/api.js";
import { useList } from "../../app/list.js";
import { useLoad } from "../../app/load.js";
import { type ScreenProps, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { Listing } from "../../parts/listing.js";
import { NeedAccount } from "../../parts/need-account.js";
import { nameOf, pictureOf } from "../../parts/person.js";
import { news } from "../../store/feed.js";
import { Avatar } from "../../ui/avatar.js";
import { ButtonLink } from "../../ui/button.js";
import { Icon } from "../../ui/icon.js";
import { Empty, Failure } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { ago } from "../../words/format.js";
import { words } from "../../words/words.js";
import { ChannelPane } from "../talk/channel-pane.js";
import { messagesWords } from "./words.js";

type Conversation = Schemas["ConversationView"];

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
  const all = useList<Conversation>((cursor) => api.direct.list({ limit: 30, cursor }), [me.value?.id, news.value]);
  return (
    <>
      <section class="talk-list" aria-label={texts.title}>
        {person ? <h2>{texts.title}</h2> : <h1 class="community-name">{texts.title}</h1>}
        <Listing
          of={all}
          class="threads"
          empty={
            <Empty icon="chat" title={texts.none} text={texts.noneText}>
              <ButtonLink kind="primary" href={to("/people")}>
                {texts.find}
              </ButtonLink>
            </Empty>
          }
        >
          {(one) => (
            <li key={one.channel_id} class={one.unread > 0 ? "thread-line is-unread" : "thread-line"}>
              <a class="conversation" href={to(`/messages/${one.peer.id}`)} aria-current={one.peer.id === person ? "page" : undefined}>
                <Avatar id={one.peer.id} name={nameOf(one.peer)} picture={pictureOf(one.peer)} />
                <span class="line-text in-line">
                  <span class="thread-title">
                    <bdi>{nameOf(one.peer)}</bdi>
                  </span>
                  <span class="small soft one-line" dir="auto">
                    {excerpt(one)}
                  </span>
                </span>
                <span class="conversation-end">
                  <span class="small soft">{ago(one.last_activity)}</span>
                  {one.unread > 0 && (
                    <Tag kind="strong">
                      <span aria-hidden="true">{one.unread}</span>
                      <span class="visually-hidden">{texts.unread(one.unread)}</span>
                    </Tag>
                  )}
                </span>
              </a>
            </li>
          )}
        </Listing>
      </section>
      <div class="talk-thread">
        {person ? (
          <Conversation key={person} id={person} known={all.items?.find((one) => one.peer.id === person)} again={all.again} />
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

function excerpt({ last_message: last }: Conversation): string {
  const texts = messagesWords.value;
  if (!last) {
    return "";
  }
  const text = last.is_deleted ? texts.deleted : last.content || texts.file;
  return last.author_id === me.value?.id ? `${texts.you}: ${text}` : text;
}

function Conversation({ id, known, again }: { id: string; known: Conversation | undefined; again: () => void }) {
  const texts = messagesWords.value;
  const user = useSignal<Schemas["PublicUserView"] | undefined>(undefined);
  const isOnline = useSignal<boolean | undefined>(undefined);
  const loading = useLoad(async () => {
    user.value = await api.users.get(id);
  }, [id]);
  const channelId = known?.channel_id;
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
  return (
    <ChannelPane
      target={`direct/${id}`}
      channelId={channelId}
      label={name}
      mayWrite
      onRead={again}
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
      opening={<p class="opening soft">{texts.begin(name)}</p>}
    />
  );
}
