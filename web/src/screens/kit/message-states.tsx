import "../talk/talk.css";
import type { Message } from "@community/sdk";
import { signal } from "@preact/signals";
import { me } from "../../app/api.js";
import type { Unsent } from "../../store/outbox.js";
import { toast } from "../../ui/toast.js";
import { words } from "../../words/words.js";
import { Composer } from "../talk/composer.js";
import { MessageRow } from "../talk/message-row.js";
import { UnsentRow } from "../talk/unsent-row.js";

const amal = { id: "1", username: "amal", full_name: "Amal Haddad", picture_url: null, is_bot: false };
const noor = { id: "2", username: "noor", full_name: "نور سالم", picture_url: null, is_bot: false };
const said = (seq: number, author: typeof amal, content: string, change: object = {}): Message =>
  ({
    id: `kit-${seq}`,
    channel_id: "kit",
    seq,
    author_id: author.id,
    author,
    content,
    content_html: `<p>${content}</p>`,
    attachments: [],
    reactions: [],
    quote: null,
    is_edited: false,
    is_deleted: false,
    created_at: new Date().toISOString(),
    ...change,
  }) as unknown as Message;

const messages = [
  said(1, amal, "A first message."),
  said(2, amal, "A second one of the same person, with reactions.", {
    reactions: [
      { emoji: "👍", count: 3, reacted: true },
      { emoji: "🎉", count: 1, reacted: false },
    ],
  }),
  said(3, noor, "جواب يتبع رسالة سابقة.", {
    quote: { id: "kit-1", seq: 1, author: amal, excerpt: "A first message.", is_deleted: false },
    is_edited: true,
  }),
  said(4, amal, "", { is_deleted: true }),
];
const found = said(5, noor, "The message that a link led to.");

const unsent = (state: Unsent["state"], content: string, change: Partial<Unsent> = {}): Unsent => ({
  clientId: content,
  target: "kit/kit",
  content,
  at: Date.now(),
  state,
  ...change,
});

const nothing = () => {};
const actions = {
  mayWrite: true,
  mayModerate: false,
  host: { id: "2", text: "Host" },
  active: signal<number | undefined>(1),
  onReply: nothing,
  onEdit: nothing,
  onJump: nothing,
};

/** Messages in their states, and the field to answer in its own. */
export function MessageStates() {
  const composer = { onTyping: nothing, onStop: nothing, onEditLast: nothing, onSend: () => toast(words.value.thread.sending) };
  return (
    <>
      <ol class="messages in-line">
        {messages.map((one) => (
          <MessageRow key={one.id} message={one} isFirst={one.seq !== 2} isFound={false} actions={actions} />
        ))}
        <MessageRow message={found} isFirst isFound actions={actions} />
        <UnsentRow message={unsent("sending", "On its way.")} />
        <UnsentRow message={unsent("waiting", "It waits for the connection.")} />
        <UnsentRow message={unsent("waiting", "It waits for its turn.", { dueAt: Date.now() + 600_000 })} />
        <UnsentRow message={unsent("failed", "It was refused.", { reason: words.value.errors.title })} />
      </ol>
      <Composer place={`kit ${me.value?.id}`} {...composer} />
      <Composer place="kit reply" replying={messages[0] as Message} isResumed {...composer} />
    </>
  );
}
