import { useEffect, useState } from "preact/hooks";
import { me } from "../../app/api.js";
import { copy } from "../../app/copy.js";
import { outbox } from "../../store/feed.js";
import type { Unsent } from "../../store/outbox.js";
import { Avatar } from "../../ui/avatar.js";
import { waitOf } from "../../words/format.js";
import { words } from "../../words/words.js";
import { sayDiscarded } from "./discarded.js";
import { progressOf, uploads } from "./uploads.js";
import { talkWords } from "./words.js";

/** A message that the server does not have yet, with its state. */
export function UnsentRow({ message }: { message: Unsent }) {
  return (
    <li class={`message is-unsent ${message.state}`}>
      <div class="message-side">{me.value && <Avatar id={me.value.id} name={me.value.name} picture={me.value.picture} />}</div>
      <div class="message-body">
        <p class="unsent-text in-line" dir="auto">
          {message.content}
        </p>
        {namesOf(message).map((name) => (
          <p key={name} class="small soft">
            <bdi>{name}</bdi>
          </p>
        ))}
        <p class="small soft unsent-state">
          <State message={message} />
        </p>
      </div>
    </li>
  );
}

/** Its files, with how far those are that are on their way. */
export function namesOf({ clientId, attachments = [] }: Unsent): string[] {
  const going = uploads.ofMessage(clientId);
  return isWhole(attachments) || going.length === 0 ? attachments.map((file) => file.name) : going.map(progressOf);
}

const isWhole = (files: Unsent["attachments"] = []) => files.every((file) => file.id);

/** Takes a message out of those that wait; it can be taken back. */
export function discard(message: Unsent): void {
  outbox.discard(message.clientId);
  uploads.discard(message.clientId);
  sayDiscarded(() => outbox.restoreOne(message));
}

/** How it is with an unsent message, and what can be done about it. */
export function State({ message }: { message: Unsent }) {
  const { state, dueAt, reason, clientId, content, attachments } = message;
  const texts = words.value.thread;
  const discarding = (
    <button type="button" class="link-button" onClick={() => discard(message)}>
      {texts.discard}
    </button>
  );
  if (state === "failed") {
    return (
      <>
        <span class="field-error">
          {texts.failed}. {reason}
        </span>
        <button type="button" class="link-button" onClick={() => outbox.retry(clientId)}>
          {texts.retry}
        </button>
        {content && (
          <button type="button" class="link-button" onClick={() => void copy(content)}>
            {talkWords.value.copy}
          </button>
        )}
        {discarding}
      </>
    );
  }
  if (state === "waiting") {
    return (
      <>
        {dueAt === undefined ? <span>{texts.waitingToSend}</span> : <Countdown to={dueAt} />}
        {discarding}
      </>
    );
  }
  return (
    <>
      <span>{texts.sending}</span>
      {!isWhole(attachments) && discarding}
    </>
  );
}

/** Says when the message is sent, second by second. A screen reader reads the first time only. */
function Countdown({ to }: { to: number }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const talk = talkWords.value;
  const seconds = Math.max(1, Math.ceil((to - now) / 1000));
  return (
    <span class="countdown" aria-live="off">
      {talk.waitingTurn(seconds < 60 ? talk.inSeconds(seconds) : waitOf(seconds))}
    </span>
  );
}
