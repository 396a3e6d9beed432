import type { Channel, Message } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { api, me } from "../../app/api.js";
import { useLoad } from "../../app/load.js";
import { to } from "../../app/router.js";
import { follow, outbox, readLast } from "../../store/feed.js";
import { apply, communities, messages, threads } from "../../store/store.js";
import { Avatar } from "../../ui/avatar.js";
import { Button } from "../../ui/button.js";
import { ServerHtml } from "../../ui/html.js";
import { Icon } from "../../ui/icon.js";
import { Bone, Failure, Skeleton, sentence } from "../../ui/states.js";
import { toast } from "../../ui/toast.js";
import { ago, clock, nearDay } from "../../words/format.js";
import { words } from "../../words/words.js";
import { Composer } from "./composer.js";
import { rowsOf } from "./rows.js";

/** Nearer to the end than this (pixels), the list follows new messages. */
const NearEnd = 120;

/** An open discussion: its text, its messages, and the field to answer. */
export function ThreadPane({ id, communityId }: { id: string; communityId: string }) {
  const texts = words.value.thread;
  const thread = threads.of(id).value;
  const list = messages.of(id).value;
  const scroller = useRef<HTMLDivElement>(null);
  const channel = useSignal<Channel | undefined>(undefined);
  const hasEarlier = useSignal(false);
  const firstUnread = useSignal<number | undefined>(undefined);
  const unseen = useSignal(0);
  const typing = useSignal<readonly string[]>([]);
  const isAtEnd = useRef(true);
  const heightBefore = useRef(0);
  const isPlaced = useRef(false);

  const loading = useLoad(async () => {
    const [one, state] = await Promise.all([api.threads.get(id), api.channels.get(id)]);
    hasEarlier.value = await readLast(id);
    if (state.last_read_seq < state.last_seq && state.last_read_seq > 0) {
      firstUnread.value = state.last_read_seq + 1;
    }
    apply([{ kind: "thread", thread: one }]);
  }, [id]);

  useEffect(() => {
    let end: (() => void) | undefined;
    let isOver = false;
    const names = new Map<string, ReturnType<typeof setTimeout>>();
    const type = (userId: string, isTyping: boolean) => {
      clearTimeout(names.get(userId));
      names.delete(userId);
      if (isTyping && userId !== me.value?.id) {
        names.set(
          userId,
          setTimeout(() => type(userId, false), 6000),
        );
      }
      typing.value = [...names.keys()];
    };
    follow(id, type).then(
      (followed) => {
        if (isOver) {
          followed.end();
          return;
        }
        end = followed.end;
        channel.value = followed.channel;
      },
      // Without the hub the page is read and written by calls; the banner says so.
      () => {},
    );
    return () => {
      isOver = true;
      end?.();
      for (const timer of names.values()) {
        clearTimeout(timer);
      }
    };
  }, [id]);

  const unsent = outbox.all.value.filter((one) => one.threadId === id);
  const last = list?.at(-1);
  const isReady = loading.isDone && thread !== undefined;

  // What was seen counts as read while the page is looked at.
  useEffect(() => {
    if (isReady && last && isAtEnd.current && document.visibilityState === "visible") {
      api.channels.markRead(id, { seq: last.seq }).then(
        () => thread && apply([{ kind: "thread", thread: { ...(threads.of(id).peek() ?? thread), unread: 0 } }]),
        () => {},
      );
    }
  }, [isReady, last?.seq]);

  // After earlier messages came in above, the same message stays under the eye; a new one below is followed only at the end of the list.
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box || !isReady) {
      return;
    }
    if (!isPlaced.current) {
      isPlaced.current = true;
      const line = box.querySelector(".new-line");
      if (line) {
        line.scrollIntoView({ block: "start" });
        box.scrollTop -= 80;
      } else {
        box.scrollTop = box.scrollHeight;
      }
    } else if (heightBefore.current > 0) {
      box.scrollTop += box.scrollHeight - heightBefore.current;
      heightBefore.current = 0;
    } else if (isAtEnd.current) {
      box.scrollTop = box.scrollHeight;
    }
  }, [isReady, list, unsent.length]);

  const lastSeq = useRef(0);
  useEffect(() => {
    if (last && last.seq > lastSeq.current) {
      if (lastSeq.current > 0 && !isAtEnd.current && last.author_id !== me.value?.id) {
        unseen.value += last.seq - lastSeq.current;
      }
      lastSeq.current = last.seq;
    }
  }, [last?.seq]);

  if (loading.error && !isReady) {
    return <Failure error={loading.error} retry={loading.again} />;
  }
  if (!isReady) {
    return (
      <Skeleton kind="pane-bones">
        <Bone kind="title" />
        <Bone kind="row" />
        <Bone kind="row" />
        <Bone kind="row" />
      </Skeleton>
    );
  }

  const earlier = async () => {
    const first = list?.[0];
    if (first) {
      heightBefore.current = scroller.current?.scrollHeight ?? 0;
      try {
        hasEarlier.value = await readLast(id, first.seq);
      } catch (error) {
        heightBefore.current = 0;
        toast(sentence(error));
      }
    }
  };
  const toEnd = () => {
    const box = scroller.current;
    box?.scrollTo({ top: box.scrollHeight, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    unseen.value = 0;
  };
  const isMember = communities.of(communityId).value?.is_member;
  const nameOf = (userId: string) => {
    const author = list?.findLast((message) => message.author_id === userId)?.author;
    return author?.full_name ?? author?.username ?? words.value.common.untitled;
  };
  const author = thread.author;
  return (
    <section class="pane" aria-label={thread.title}>
      <header class="pane-head">
        <a class="icon-button pane-back" href={to(`/communities/${communityId}`)} aria-label={words.value.common.back}>
          <Icon name="back" />
        </a>
        <h1 dir="auto">{thread.title}</h1>
      </header>
      <div
        ref={scroller}
        class="pane-scroll"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keyboard
        tabIndex={0}
        role="log"
        aria-label={texts.messages}
        onScroll={(scroll) => {
          const box = scroll.currentTarget;
          isAtEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NearEnd;
          if (isAtEnd.current && unseen.value) {
            unseen.value = 0;
          }
        }}
      >
        <article class="opening">
          <p class="message-head">
            {author && <Avatar id={author.id} name={author.full_name ?? author.username} picture={author.picture_url} />}
            <span>
              <strong>
                <bdi>{author ? (author.full_name ?? author.username) : words.value.common.untitled}</bdi>
              </strong>{" "}
              <span class="small soft">{ago(thread.created_at)}</span>
            </span>
          </p>
          {thread.content_html && <ServerHtml html={thread.content_html} />}
        </article>
        {hasEarlier.value && (
          <div class="row earlier">
            <Button kind="quiet" onClick={earlier}>
              {texts.earlier}
            </Button>
          </div>
        )}
        <ol class="messages in-line">
          {rowsOf(list ?? [], firstUnread.value).map((row) =>
            row.kind === "day" ? (
              <li key={row.key} class="day-line">
                <span>{nearDay(row.time)}</span>
              </li>
            ) : row.kind === "new" ? (
              <li key="new" class="new-line">
                <span>{texts.newSince}</span>
              </li>
            ) : (
              <MessageRow key={row.message.id} message={row.message} isFirst={row.isFirst} />
            ),
          )}
          {unsent.map((one) => (
            <li key={one.clientId} class={`message is-unsent ${one.state}`}>
              <div class="message-side">{me.value && <Avatar id={me.value.id} name={me.value.name} />}</div>
              <div class="message-body">
                <p class="unsent-text in-line" dir="auto">
                  {one.content}
                </p>
                <p class="small soft unsent-state">
                  {one.state === "failed" ? (
                    <>
                      <span class="field-error">
                        {texts.failed}. {one.reason}
                      </span>
                      <button type="button" class="link-button" onClick={() => outbox.retry(one.clientId)}>
                        {texts.retry}
                      </button>
                      <button type="button" class="link-button" onClick={() => outbox.discard(one.clientId)}>
                        {texts.discard}
                      </button>
                    </>
                  ) : one.state === "waiting" ? (
                    texts.waitingToSend
                  ) : (
                    texts.sending
                  )}
                </p>
              </div>
            </li>
          ))}
        </ol>
      </div>
      <div class="pane-foot">
        {unseen.value > 0 && (
          <button type="button" class="to-latest" onClick={toEnd}>
            <Icon name="down" size={18} /> {texts.latest(unseen.value)}
          </button>
        )}
        <p class="typing small soft" role="status">
          {typing.value.length > 0 && texts.typing(typing.value.map(nameOf).join(", "))}
        </p>
        {thread.is_locked ? (
          <p class="pane-note soft">{texts.lockedText}</p>
        ) : isMember ? (
          <Composer
            place={id}
            onTyping={() => void channel.value?.typing().catch(() => {})}
            onSend={(content) => {
              isAtEnd.current = true;
              outbox.write(id, content);
            }}
          />
        ) : (
          <p class="pane-note soft">{texts.joinToWrite}</p>
        )}
      </div>
    </section>
  );
}

function MessageRow({ message, isFirst }: { message: Message; isFirst: boolean }) {
  const texts = words.value.thread;
  const name = message.author?.full_name ?? message.author?.username ?? words.value.common.untitled;
  const toggle = async (emoji: string, reacted: boolean) => {
    const change = (reactions: Message["reactions"]) =>
      apply([{ kind: "reactions", channelId: message.channel_id, messageId: message.id, reactions }]);
    const before = message.reactions;
    change(
      before
        .map((one) => (one.emoji === emoji ? { ...one, reacted: !reacted, count: one.count + (reacted ? -1 : 1) } : one))
        .filter((one) => one.count > 0),
    );
    try {
      await (reacted ? api.messages.deleteReaction(message.id, emoji) : api.messages.react(message.id, emoji));
    } catch (error) {
      change(before);
      toast(sentence(error));
    }
  };
  return (
    <li class={isFirst ? "message is-first" : "message"}>
      <div class="message-side">
        {isFirst ? (
          <Avatar id={message.author_id} name={name} picture={message.author?.picture_url} />
        ) : (
          <time class="message-time" dateTime={message.created_at}>
            {clock(message.created_at)}
          </time>
        )}
      </div>
      <div class="message-body">
        {isFirst && (
          <p class="message-head">
            <strong>
              <bdi>{name}</bdi>
            </strong>
            <time class="small soft" dateTime={message.created_at}>
              {clock(message.created_at)}
            </time>
          </p>
        )}
        {message.is_deleted ? <p class="soft">{texts.deleted}</p> : <ServerHtml html={message.content_html} />}
        {message.is_edited && !message.is_deleted && <span class="small soft">({texts.edited})</span>}
        {message.reactions.length > 0 && (
          <p class="reactions">
            {message.reactions.map((one) => (
              <button
                key={one.emoji}
                type="button"
                aria-pressed={one.reacted}
                aria-label={texts.reaction(one.emoji, one.count)}
                onClick={() => toggle(one.emoji, one.reacted)}
              >
                {one.emoji} {one.count}
              </button>
            ))}
          </p>
        )}
      </div>
    </li>
  );
}
