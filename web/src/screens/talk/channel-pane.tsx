import "./talk.css";
import { type Channel, type Message, NotFound } from "@community/sdk";
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { isCalm } from "../../app/comfort.js";
import { later } from "../../app/later.js";
import { useLoad } from "../../app/load.js";
import { query } from "../../app/router.js";
import { CallButtons } from "../../parts/call-buttons.js";
import { nameOf, type SomePerson } from "../../parts/person.js";
import { follow, keepLast, outbox, readLast, returns, type Target } from "../../store/feed.js";
import { log, looking } from "../../store/log.js";
import { apply, messages, reaches } from "../../store/store.js";
import { Button } from "../../ui/button.js";
import { Bone, Failure, Skeleton, sentence } from "../../ui/states.js";
import { toast } from "../../ui/toast.js";
import { clock, listOf, nearDay, sinceOf } from "../../words/format.js";
import { words } from "../../words/words.js";
import { answersOf } from "./answers.js";
import { Composer } from "./composer.js";
import { Details, DetailsButton } from "./details.js";
import { excerptOf } from "./excerpt.js";
import { MessageRow } from "./message-row.js";
import { around, beside, partOf } from "./part.js";
import { Place } from "./place.js";
import { useReply } from "./reply.js";
import { lessOf, Nothing, type Rest, restOf } from "./rest.js";
import { useReturning } from "./returning.js";
import { rowsOf } from "./rows.js";
import { isAway, reach, readEarlier, readLater } from "./run.js";
import { ToLatest } from "./to-latest.js";
import { UnsentRow } from "./unsent-row.js";
import { seqAt, walk } from "./walk.js";
import { talkWords } from "./words.js";

/** Pixels: the messages before or after those on the page follow when their place is so near to the view. */
const Near = 400;
/** Pixels between the upper edge of the list and its first row. */
const Edge = 40;
/** Milliseconds until rows that came in are painted. */
const Painted = 100;
/** Milliseconds for which a message that was jumped to is marked. */
const Marked = 2500;

interface PaneProps {
  target: Target;
  /** Undefined for a conversation in which nothing was said yet. */
  channelId?: string;
  label: string;
  head: ComponentChildren;
  /** Other actions of the place. */
  menu?: ComponentChildren;
  /** The content above the first message. */
  opening?: ComponentChildren;
  mayWrite: boolean;
  mayModerate?: boolean;
  /** The host of the place, whose messages say so. */
  host?: { id: string; text: string };
  /** In place of the field. */
  note?: string;
  /** What the place is about: with its search and its files it is the third column. */
  about?: ComponentChildren;
  people?: (part: string) => PromiseLike<readonly SomePerson[]>;
  onRead?: () => void;
}

/** Plain text in the place of the server's HTML, until that is here. */
const asHtml = (text: string) => `<p>${text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(/\n/g, "<br>")}</p>`;

/** How a screen reader names a message that has the focus. */
function labelOf(message: Message | undefined): string {
  if (!message) {
    return "";
  }
  return `${nameOf(message.author)}, ${clock(message.created_at)}. ${excerptOf(message)}`;
}

/** Whether the beginning of the messages is near. Past it, what stands above them is being read. */
function isNearStart(box: HTMLElement | null): boolean {
  const row = box?.querySelector(".earlier");
  const above = box && row ? box.getBoundingClientRect().top - row.getBoundingClientRect().top : Near;
  return above > -Edge && above < Near;
}

const isNearEnd = (box: HTMLElement | null) => box !== null && box.scrollHeight - box.clientHeight - box.scrollTop < Near;

/** Messages of a place, and the field to write: a discussion, a conversation, an event's chat. */
export function ChannelPane({
  target,
  channelId,
  label,
  head,
  menu,
  opening,
  mayWrite,
  mayModerate = false,
  host,
  note,
  about,
  people,
  onRead,
}: PaneProps) {
  const texts = words.value.thread;
  const id = useSignal(channelId ?? "");
  const list = messages.of(id.value || "none").value;
  const scroller = useRef<HTMLDivElement>(null);
  const channel = useSignal<Channel | undefined>(undefined);
  const { hasEarlier = false, end } = reaches.of(id.value || "none").value ?? {};
  /** Whether more messages follow than are known: an older run is being read. */
  const hasLater = end !== undefined;
  const firstUnread = useSignal<number | undefined>(undefined);
  const unseen = useSignal(0);
  const typing = useSignal<readonly string[]>([]);
  const reply = useReply(target);
  const { run } = useAct();
  const editing = useSignal<Message | undefined>(undefined);
  /** Rows that are still to come; undefined: not counted yet. */
  const rest = useSignal<Rest | undefined>(undefined);
  /** While the first or older messages come in: they are not read aloud. */
  const isQuiet = useSignal(true);
  const speakAgain = () => {
    isQuiet.value = false;
  };
  /** While rows change that are not new: they are not read aloud. */
  const hush = () => {
    isQuiet.value = true;
    setTimeout(speakAgain, Painted);
  };
  const marked = useSignal<number | undefined>(undefined);
  const place = useMemo(() => new Place(), [target]);
  /** The last message on the page, while the end of the talk is not read. */
  const lastShown = useSignal<number | undefined>(undefined);
  /** The message in which the focus is, or was last: only its buttons are stops of the Tab key. */
  const active = useSignal<number | undefined>(undefined);

  const loading = useLoad(async () => {
    const found = await readLast(target, true);
    id.value ||= found ?? "";
    if (id.value) {
      const known = log.peek().channels.find((one) => one.id === id.value);
      const state = known ?? (await api.channels.get(id.value).catch(() => undefined));
      if (state && state.unread > 0) {
        firstUnread.value = state.last_read_seq + 1;
        // Without them the line is above the first message, and the button for earlier ones is there.
        await reach(target, id.value, state.last_read_seq + 1).catch(() => {});
      }
    }
  }, [target]);

  useEffect(() => {
    const end = new AbortController();
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
    // Without the hub the page is read and written by calls; the banner says so.
    const joined = (followed: Channel) => {
      id.value = followed.id;
      channel.value = followed;
    };
    void follow(target, type, joined, end.signal);
    return () => {
      end.abort();
      for (const timer of names.values()) {
        clearTimeout(timer);
      }
    };
  }, [target]);

  useEffect(() => {
    const channelOf = id.value;
    looking.set(channelOf, () => place.isKnown && place.isAtEnd);
    return () => {
      looking.delete(channelOf);
    };
  }, [id.value]);

  const unsent = outbox.all.value.filter((one) => one.target === target);
  // The first message of a conversation makes its channel.
  useEffect(() => {
    if (!id.value && loading.isDone && unsent.length === 0) {
      readLast(target).then(
        (made) => {
          id.value ||= made ?? "";
        },
        () => {},
      );
    }
  }, [unsent.length, loading.isDone]);
  const isAnswerGone = list?.some((one) => one.is_deleted && one.id === reply.message.value?.id);
  useEffect(() => {
    if (isAnswerGone) {
      reply.set(undefined);
    }
  }, [isAnswerGone]);
  const last = list?.at(-1);
  const isReady = loading.isDone;
  // What came since the last answer is read without a network, too.
  useEffect(() => {
    if (isReady && list) {
      void keepLast(target, id.value).catch(() => {});
    }
  }, [isReady, list, hasEarlier]);

  const wanted = query.value.get("message");
  /** A link leads to a message: those at the end, which are there before, are not read by it. */
  const isLed = useRef(Boolean(wanted));
  /** What leads to the end leads to what is new. */
  const arrive = useRef(() => {});
  const isBehind = useReturning(place, list, firstUnread, arrive);
  // Shown messages count as read while the page is visible.
  const read = () => {
    if (
      !isLed.current &&
      !isBehind.current &&
      isReady &&
      last &&
      place.isKnown &&
      place.isAtEnd &&
      document.visibilityState === "visible"
    ) {
      api.channels.markRead(last.channel_id, { seq: last.seq }).then(
        () => onRead?.(),
        () => {},
      );
    }
  };
  // After a lost connection once more: what was read meanwhile was not told.
  useEffect(read, [isReady, last?.seq, returns.value]);

  const answers = useMemo(() => answersOf(list ?? []), [list]);
  const all = list ?? [];
  const part = partOf(all, place.isKnown && place.isAtEnd ? undefined : lastShown.value);
  const mayGoUp = hasEarlier || part.from > 0;
  const rows = rowsOf(all, firstUnread.value, part);
  const { above, below } = rest.value ?? restOf(rows);
  const isWhole = above + below === 0;
  place.isCut = part.to < all.length || hasLater || below > 0;
  useEffect(() => {
    if (!isReady) {
      return;
    }
    // From now on a new message hides no row above.
    rest.value ??= { above, below };
    if (isWhole) {
      const timer = setTimeout(speakAgain, Painted);
      return () => clearTimeout(timer);
    }
    return later(() => {
      // A jump may have shown all of them meanwhile.
      if (rest.peek() !== Nothing) {
        rest.value = lessOf({ above, below });
      }
    });
  }, [isReady, above, below]);

  arrive.current = () => {
    if (place.isAtEnd) {
      unseen.value = 0;
      read();
    }
  };
  useLayoutEffect(
    () => (isReady && scroller.current ? place.watch(scroller.current, () => arrive.current()) : undefined),
    [isReady, place],
  );
  useLayoutEffect(() => place.changed());
  // A page that was hidden shows what came meanwhile, as much as has room.
  const lastHidden = isBehind.current ? last?.seq : undefined;
  useLayoutEffect(() => {
    if (firstUnread.value !== undefined) {
      lastShown.value = around(all, firstUnread.value);
    }
  }, [firstUnread.value, lastHidden]);
  // New messages, and one's own that wait, are followed only at the end of the list.
  useLayoutEffect(() => {
    if (place.isAtEnd) {
      place.follow();
    } else if (place.isCut && isWhole && isNearEnd(scroller.current)) {
      void following();
    }
  }, [last?.seq, unsent.length]);

  const lastSeq = useRef(0);
  useEffect(() => {
    const newest = end ?? last?.seq ?? 0;
    if (newest > lastSeq.current) {
      if (lastSeq.current > 0 && !place.isAtEnd) {
        unseen.value += hasLater
          ? newest - lastSeq.current
          : (list?.filter((one) => one.seq > lastSeq.current && one.author_id !== me.value?.id && !one.is_deleted).length ?? 0);
      }
      lastSeq.current = newest;
    }
  }, [last?.seq, end]);

  /** After a failure only the button asks again. */
  const isRefused = useRef(false);
  const reading = useRef<Promise<boolean> | undefined>(undefined);
  /** Shows the messages before or after those on the page. */
  const move = (way: 1 | -1) => {
    hush();
    const hadFocus = scroller.current?.contains(document.activeElement);
    const now = messages.of(id.value).peek() ?? [];
    lastShown.value = beside(now, partOf(now, lastShown.peek()), way);
    setTimeout(() => {
      // A message that is no longer on the page had the focus.
      if (hadFocus && document.activeElement === document.body) {
        scroller.current?.focus({ preventScroll: true });
      }
    }, Painted);
  };
  /** Shows older messages. Answers whether it worked. */
  const earlier = async (): Promise<boolean> => {
    if (part.from === 0 && !(await ask(() => readEarlier(target, id.value)))) {
      return false;
    }
    move(-1);
    return true;
  };
  /** Shows the messages that follow, if there are any. */
  const following = async () => {
    if (below > 0) {
      rest.value = Nothing;
      return;
    }
    if (place.isCut && (part.to < all.length || (await ask(() => readLater(target, id.value))))) {
      move(1);
    }
  };
  /** Reads other messages, once at a time. Answers whether it worked. */
  const ask = (work: () => Promise<unknown>): Promise<boolean> => {
    reading.current ??= attempt(work).finally(() => {
      reading.current = undefined;
    });
    return reading.current;
  };
  const attempt = async (work: () => Promise<unknown>): Promise<boolean> => {
    isQuiet.value = true;
    try {
      await work();
      isRefused.current = false;
      return true;
    } catch (error) {
      isRefused.current = true;
      toast(sentence(error));
      return false;
    } finally {
      setTimeout(speakAgain, Painted);
    }
  };
  /** Shows a message by its number; one that is not known is read. */
  const jump = async (seq: number) => {
    rest.value = Nothing;
    if (isAway(id.value, seq) && !(await attempt(() => reach(target, id.value, seq)))) {
      return;
    }
    hush();
    place.leave();
    lastShown.value = around(messages.of(id.value).peek() ?? [], seq);
    marked.value = seq;
    requestAnimationFrame(() => {
      place.show((box) => box.querySelector(`[data-seq="${seq}"]`)?.scrollIntoView({ block: "center" }));
      arrive.current();
    });
    setTimeout(() => {
      marked.value = undefined;
    }, Marked);
  };
  // The same object as long as it can: a row is made again only if something of it has changed.
  const actions = useMemo(
    () => ({
      mayWrite,
      mayModerate,
      ...(host ? { host } : {}),
      active,
      onReply: (message: Message) => {
        editing.value = undefined;
        reply.set(message);
      },
      onEdit: (message: Message) => {
        reply.set(undefined);
        editing.value = message;
      },
      onJump: (seq: number) => void jump(seq),
    }),
    [target, mayWrite, mayModerate, host?.id, host?.text],
  );
  useEffect(() => {
    if (wanted && isReady) {
      api.messages
        .get(wanted)
        .then(
          (message) => jump(message.seq),
          (error: unknown) => toast(error instanceof NotFound ? talkWords.value.linkGone : sentence(error)),
        )
        .finally(() =>
          requestAnimationFrame(() => {
            isLed.current = false;
            arrive.current();
          }),
        );
    }
  }, [wanted, isReady]);

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

  const toEnd = () => {
    // The button goes away at the end, and its focus with it.
    scroller.current?.focus({ preventScroll: true });
    if (place.isCut) {
      // As at first: the last rows at once, the others in portions.
      rest.value = hasLater ? Nothing : restOf(rowsOf(all, undefined, partOf(all)));
      void followEnd();
      return;
    }
    // Over many messages the way would be long, and one that comes in meanwhile would end it.
    place.show((box) => box.scrollTo({ top: box.scrollHeight, behavior: isCalm() || place.isFar.value ? "auto" : "smooth" }));
    arrive.current();
  };
  const followEnd = async () => {
    if (hasLater && !(await attempt(() => readLast(target, true)))) {
      return;
    }
    hush();
    place.follow();
    lastShown.value = undefined;
    arrive.current();
  };
  /** Shows an edit at once. One that fails comes back into the field. */
  const edit = async (message: Message, content: string) => {
    const now = () =>
      messages
        .of(message.channel_id)
        .peek()
        ?.find((one) => one.id === message.id);
    const before = now();
    if (!before || !content || content === before.content) {
      return;
    }
    apply([{ kind: "message changed", message: { ...before, content, content_html: asHtml(content) } }]);
    try {
      apply([{ kind: "message changed", message: await api.messages.edit(message.id, { content }) }]);
    } catch (error) {
      toast(sentence(error));
      const present = now();
      if (present?.content === content) {
        const { content: text, content_html } = before;
        apply([{ kind: "message changed", message: { ...present, content: text, content_html } }]);
      }
      editing.value ??= { ...message, content };
    }
  };
  const nameById = (userId: string) => nameOf(list?.findLast((message) => message.author_id === userId)?.author);
  const forMessage = (work: (message: Message) => void) => (seq: number) => {
    const message = list?.find((one) => one.seq === seq && !one.is_deleted);
    if (message) {
      work(message);
    }
  };
  const onKey = (key: KeyboardEvent & { currentTarget: HTMLElement }) => {
    // The rows that are still to come are before the end, too.
    if (below > 0 && key.key === "End") {
      toEnd();
    }
    walk(key, key.currentTarget, {
      label: (seq) => labelOf(list?.find((one) => one.seq === seq)),
      more: (way) => (way > 0 ? following() : mayGoUp && earlier()),
      reply: forMessage((message) => mayWrite && actions.onReply(message)),
      edit: forMessage((message) => mayWrite && message.author_id === me.value?.id && actions.onEdit(message)),
      unread: forMessage((message) => void run(() => api.messages.markUnread(message.id), talkWords.value.markedUnread)),
    });
  };
  const stop = () => {
    reply.set(undefined);
    editing.value = undefined;
  };
  return (
    <>
      <section class="pane" aria-label={label}>
        <header class="pane-head">
          {head}
          {mayWrite && <CallButtons channelId={id.value} name={label} />}
          {about && <DetailsButton />}
          {menu}
        </header>
        <div
          ref={scroller}
          class="pane-scroll"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keyboard
          tabIndex={0}
          role="log"
          aria-live={isQuiet.value ? "off" : "polite"}
          aria-label={texts.messages}
          aria-description={talkWords.value.walk}
          onKeyDown={onKey}
          onFocusIn={(focus) => {
            active.value = seqAt(focus.target) ?? active.value;
          }}
          onScroll={() => {
            const wasAtEnd = place.isAtEnd;
            place.scrolled();
            if (!wasAtEnd) {
              arrive.current();
            }
            lastShown.value = place.isAtEnd ? undefined : (lastShown.peek() ?? all[part.to - 1]?.seq);
            if (!isWhole) {
              return;
            }
            if (mayGoUp && (part.from > 0 || !isRefused.current) && isNearStart(scroller.current)) {
              void earlier();
            } else if ((part.to < all.length || !isRefused.current) && isNearEnd(scroller.current)) {
              void following();
            }
          }}
        >
          <div>
            {opening}
            {mayGoUp && (
              <div class={`row earlier${above > 0 ? " is-early" : ""}`}>
                <Button kind="quiet" onClick={earlier}>
                  {texts.earlier}
                </Button>
              </div>
            )}
            {!opening && !list?.length && unsent.length === 0 && (
              <p class="pane-nothing soft">{mayWrite ? talkWords.value.nothingYet : words.value.threads.emptyTitle}</p>
            )}
            <ol class="messages in-line">
              {rows.slice(above, rows.length - below).map((row) =>
                row.kind === "day" ? (
                  <li key={row.key} class="day-line">
                    <span>{nearDay(row.time)}</span>
                  </li>
                ) : row.kind === "new" ? (
                  <li key="new" class="new-line">
                    <span>{talkWords.value.newSince(row.since && sinceOf(row.since))}</span>
                  </li>
                ) : (
                  <MessageRow
                    key={row.message.id}
                    message={row.message}
                    isFirst={row.isFirst}
                    isFound={row.message.seq === marked.value}
                    answers={answers.get(row.message.id)}
                    actions={actions}
                  />
                ),
              )}
              {!place.isCut && unsent.map((one) => <UnsentRow key={one.clientId} message={one} />)}
            </ol>
          </div>
        </div>
        <div class="pane-foot">
          <ToLatest place={place} count={unseen.value} onClick={toEnd} />
          <p class="typing small soft" role="status">
            {typing.value.length > 0 && texts.typing(listOf(typing.value.map(nameById)), typing.value.length)}
          </p>
          {mayWrite ? (
            <Composer
              place={target}
              editing={editing.value}
              replying={reply.message.value}
              isResumed={reply.isResumed.value}
              people={people}
              onTyping={() => void channel.value?.typing().catch(() => {})}
              onStop={stop}
              onEditLast={() => {
                const mine = list?.findLast((message) => message.author_id === me.value?.id && !message.is_deleted);
                if (mine) {
                  actions.onEdit(mine);
                }
              }}
              onSend={({ clientId, content, attachments }) => {
                const changed = editing.value;
                const answered = reply.message.value;
                stop();
                if (changed) {
                  void edit(changed, content);
                  return;
                }
                void followEnd();
                outbox.write(target, content, { clientId, attachments, ...(answered ? { replyTo: answered.id } : {}) });
              }}
            />
          ) : (
            <p class="pane-note soft">{note}</p>
          )}
        </div>
      </section>
      {about && (
        <Details channelId={id.value} onJump={(seq) => void jump(seq)}>
          {about}
        </Details>
      )}
    </>
  );
}
