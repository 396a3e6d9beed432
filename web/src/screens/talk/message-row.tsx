import type { Message, Schemas } from "@community/sdk";
import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { copy } from "../../app/copy.js";
import { useLater } from "../../app/later.js";
import { to } from "../../app/router.js";
import { Confirm } from "../../parts/confirm.js";
import { Menu, type MenuItem } from "../../parts/menu.js";
import { BotMark, nameOf } from "../../parts/person.js";
import { Report, reportWords } from "../../parts/report.js";
import { apply, messages, withMine } from "../../store/store.js";
import { Avatar } from "../../ui/avatar.js";
import { IconButton } from "../../ui/button.js";
import { Dialog } from "../../ui/dialog.js";
import { ServerHtml } from "../../ui/html.js";
import { Icon } from "../../ui/icon.js";
import { sentence } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { toast } from "../../ui/toast.js";
import { ago, clock, listOf } from "../../words/format.js";
import { words } from "../../words/words.js";
import { Answers } from "./answers.js";
import { Attachments } from "./attachments.js";
import { EmojiSheet } from "./emoji.js";
import { talkWords } from "./words.js";

export const quickEmoji = ["👍", "❤️", "😂", "🎉", "😮", "🙏"];

export interface MessageActions {
  mayWrite: boolean;
  /** Deletes messages of others, too. */
  mayModerate: boolean;
  host?: { id: string; text: string };
  /** The number of the message that has the focus, or had it last. */
  active: ReadonlySignal<number | undefined>;
  onReply: (message: Message) => void;
  onEdit: (message: Message) => void;
  onJump: (seq: number) => void;
}

/** Adds one's reaction, or takes it back: at once, and again the other way if the server refuses. */
async function react(message: Message, emoji: string): Promise<void> {
  const hasMine = message.reactions.some((one) => one.emoji === emoji && one.reacted);
  const set = (isMine: boolean) => {
    // As they are now: those of others may have come meanwhile.
    const now =
      messages
        .of(message.channel_id)
        .peek()
        ?.find((one) => one.id === message.id)?.reactions ?? message.reactions;
    const { channel_id: channelId, id: messageId } = message;
    apply([{ kind: "reactions", channelId, messageId, reactions: withMine(now, emoji, isMine) }]);
  };
  set(!hasMine);
  try {
    await (hasMine ? api.messages.deleteReaction(message.id, emoji) : api.messages.react(message.id, emoji));
  } catch (error) {
    set(hasMine);
    toast(sentence(error));
  }
}

/** The people of each reaction, in one line. */
function namesOf(items: readonly Schemas["ReactedView"][]): Record<string, string> {
  const all: Record<string, string[]> = {};
  for (const one of items) {
    all[one.emoji] = [...(all[one.emoji] ?? []), nameOf(one)];
  }
  return Object.fromEntries(Object.entries(all).map(([emoji, names]) => [emoji, listOf(names)]));
}

/** A message: its author once in a while, the answered message, its text, files and reactions, and its actions. */
export function MessageRow({
  message,
  isFirst,
  isFound,
  answers = 0,
  actions,
}: {
  message: Message;
  isFirst: boolean;
  isFound: boolean;
  /** How many messages answer it. */
  answers?: number | undefined;
  actions: MessageActions;
}) {
  const texts = words.value.thread;
  const talk = talkWords.value;
  const name = nameOf(message.author);
  // Half of a row's elements, and seen only by those who point at it.
  const hasTools = useLater();
  const open = useSignal<"" | "delete" | "report" | "history" | "emoji" | "more emoji" | "answers">("");
  const { run } = useAct();
  const reacted = useSignal<Record<string, string>>({});
  const readFor = useRef("");
  /** Who reacted, once the reader looks at it. */
  const readReactions = () => {
    const key = JSON.stringify(message.reactions);
    if (readFor.current !== key) {
      readFor.current = key;
      api.messages.reactions(message.id, { limit: 100 }).then(
        ({ items }) => {
          reacted.value = namesOf(items);
        },
        () => {
          readFor.current = "";
        },
      );
    }
  };
  const isMine = message.author_id === me.value?.id;
  const close = () => {
    open.value = "";
  };
  const show = (what: typeof open.value) => () => {
    open.value = what;
  };
  const items: MenuItem[] = [
    ...(isMine && actions.mayWrite
      ? [{ text: words.value.common.edit, icon: "edit" as const, onChoose: () => actions.onEdit(message) }]
      : []),
    ...(message.content ? [{ text: talk.copyText, icon: "copy" as const, onChoose: () => void copy(message.content) }] : []),
    {
      text: talk.link,
      icon: "link",
      onChoose: () => void copy(`${location.origin}${to(`/channels/${message.channel_id}?message=${message.id}`)}`),
    },
    { text: talk.unread, icon: "bell", onChoose: () => void run(() => api.messages.markUnread(message.id), talk.markedUnread) },
    // The server shows them to moderators only.
    ...(message.is_edited && actions.mayModerate ? [{ text: talk.history, icon: "clock" as const, onChoose: show("history") }] : []),
    ...(isMine ? [] : [{ text: reportWords.value.report, icon: "flag" as const, onChoose: show("report") }]),
    ...(isMine || actions.mayModerate ? [{ text: words.value.common.delete, icon: "trash" as const, onChoose: show("delete") }] : []),
  ];
  const quote = message.quote;
  const row = useRef<HTMLLIElement>(null);
  /** It is in the lower half of the list: what opens there goes up. */
  const isLow = useSignal(false);
  const look = () => {
    const [one, list] = [row.current, row.current?.closest(".pane-scroll")].map((part) => part?.getBoundingClientRect());
    isLow.value = Boolean(one && list && one.top > list.top + list.height / 2);
  };
  const tabIndex = useComputed(() => (actions.active.value === message.seq ? 0 : -1)).value;
  // Of all messages together the Tab key stops at one. Menus and dialogs have keys of their own.
  useLayoutEffect(() => {
    for (const one of row.current?.querySelectorAll<HTMLElement>(":is(a[href], button):not([role=menuitem], dialog *)") ?? []) {
      one.tabIndex = tabIndex;
    }
  });
  return (
    <li ref={row} class={`message${isFirst || quote ? " is-first" : ""}${isFound ? " is-found" : ""}`} data-seq={message.seq}>
      <div class="message-side">
        {isFirst || quote ? (
          <Avatar id={message.author_id} name={name} picture={message.author?.picture_url} />
        ) : (
          <time class="message-time" dateTime={message.created_at}>
            {clock(message.created_at)}
          </time>
        )}
      </div>
      <div class="message-body">
        {(isFirst || quote) && (
          <p class="message-head">
            <a class="message-name" href={to(`/users/${message.author_id}`)}>
              <bdi>{name}</bdi>
            </a>
            <BotMark of={message.author} />
            {actions.host?.id === message.author_id && <Tag kind="accent">{actions.host.text}</Tag>}
            <time class="small soft" dateTime={message.created_at}>
              {clock(message.created_at)}
            </time>
          </p>
        )}
        {quote && (
          <button type="button" class="quote" title={talk.jump(nameOf(quote.author))} onClick={() => actions.onJump(quote.seq)}>
            <Icon name="reply" size={16} />
            <strong>
              <bdi>{nameOf(quote.author)}</bdi>
            </strong>
            <span dir="auto">{quote.is_deleted ? talk.quoteGone : String(quote.excerpt ?? "")}</span>
          </button>
        )}
        {message.is_deleted ? (
          <p class="soft">{texts.deleted}</p>
        ) : (
          <>
            {message.content_html && <ServerHtml html={message.content_html} />}
            <Attachments files={message.attachments} tabIndex={tabIndex} />
          </>
        )}
        {message.is_edited && !message.is_deleted && <span class="small soft">({texts.edited})</span>}
        {message.reactions.length > 0 && (
          <p class="reactions">
            {message.reactions.map((one) => (
              <button
                key={one.emoji}
                type="button"
                aria-pressed={one.reacted}
                aria-label={texts.reaction(one.emoji, one.count)}
                aria-description={reacted.value[one.emoji]}
                title={reacted.value[one.emoji]}
                onFocus={readReactions}
                onPointerEnter={readReactions}
                onClick={() => react(message, one.emoji)}
              >
                {one.emoji} {one.count}
              </button>
            ))}
          </p>
        )}
        {answers > 0 && (
          <button type="button" class="link-button small" aria-haspopup="dialog" onClick={show("answers")}>
            {words.value.threads.messages(answers)}
          </button>
        )}
      </div>
      {hasTools && !message.is_deleted && (
        <div class="message-tools" role="toolbar" aria-label={talk.tools} aria-live="off" onPointerEnter={look} onFocusIn={look}>
          {actions.mayWrite && (
            <>
              <IconButton
                icon="smile"
                label={talk.react}
                aria-expanded={open.value === "emoji"}
                onClick={open.value === "emoji" ? close : show("emoji")}
              />
              <IconButton icon="reply" label={talk.replyTo(name)} onClick={() => actions.onReply(message)} />
            </>
          )}
          <Menu label={words.value.common.options} items={items} isUp={isLow.value} />
          {open.value === "emoji" && (
            <div class={isLow.value ? "menu-list emoji-list up" : "menu-list emoji-list"}>
              {quickEmoji.map((emoji) => (
                <button
                  key={emoji}
                  type="button"
                  aria-label={talk.reactWith(emoji)}
                  onClick={() => {
                    close();
                    void react(message, emoji);
                  }}
                >
                  {emoji}
                </button>
              ))}
              <button type="button" aria-label={talk.moreEmoji} title={talk.moreEmoji} aria-haspopup="dialog" onClick={show("more emoji")}>
                <Icon name="plus" />
              </button>
            </div>
          )}
        </div>
      )}
      {open.value === "more emoji" && (
        <EmojiSheet
          onPick={(emoji) => void react(message, emoji)}
          onClose={() => {
            close();
            // The button that opened it is gone.
            row.current?.querySelector<HTMLElement>(".message-tools button")?.focus();
          }}
        />
      )}
      {open.value === "report" && <Report type="message" id={message.id} onClose={close} />}
      {open.value === "answers" && <Answers to={message} count={answers} onJump={actions.onJump} onClose={close} />}
      {open.value === "history" && <History id={message.id} onClose={close} />}
      {open.value === "delete" && (
        <Confirm
          title={talk.deleteTitle}
          action={words.value.common.delete}
          onClose={close}
          work={async () => {
            await api.messages.delete(message.id);
            // The hub may be away.
            apply([{ kind: "message changed", message: { ...message, is_deleted: true, content: "", content_html: "" } }]);
          }}
        >
          <p>{talk.deleteText}</p>
        </Confirm>
      )}
    </li>
  );
}

function History({ id, onClose }: { id: string; onClose: () => void }) {
  const edits = useSignal<readonly { content: string; replaced_at: string; version: number }[] | undefined>(undefined);
  if (edits.value === undefined) {
    edits.value = [];
    api.messages.edits(id).then(
      (all) => {
        edits.value = all;
      },
      (error: unknown) => {
        onClose();
        toast(sentence(error));
      },
    );
  }
  return (
    <Dialog title={talkWords.value.history} onClose={onClose}>
      <ol class="stack">
        {edits.value.map((edit) => (
          <li key={edit.version}>
            <p class="small soft">{ago(edit.replaced_at)}</p>
            <p dir="auto" class="unsent-text">
              {edit.content}
            </p>
          </li>
        ))}
      </ol>
    </Dialog>
  );
}
