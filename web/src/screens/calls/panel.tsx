import "./calls.css";
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { me } from "../../app/api.js";
import { Avatar } from "../../ui/avatar.js";
import { Button, IconButton } from "../../ui/button.js";
import { Icon } from "../../ui/icon.js";
import { openModal } from "../../ui/modals.js";
import { length } from "../../words/format.js";
import { useAside } from "./aside.js";
import { Floating, useFocusAfter } from "./floating.js";
import { Rings } from "./ring.js";
import { type CallState, call, hangUp, mute, type Other, own, putAway, start, toggleCamera } from "./session.js";
import { callWords } from "./words.js";

/** Calls that ring, and the one that this device is in, over every screen. */
export function Calls() {
  return (
    <>
      <Floating>
        <Rings />
      </Floating>
      {call.value && (
        <Floating>
          <Panel of={call.value} />
        </Floating>
      )}
    </>
  );
}

/** A call beside the page, or over all of it. */
function Panel({ of }: { of: CallState }) {
  const texts = callWords.value;
  const isLarge = useSignal(false);
  const dialog = useRef<HTMLDialogElement>(null);
  const isBelow = useAside(dialog);
  // Before the next key is pressed: Escape belongs to the dialog that is shown.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.close();
    if (isLarge.value) {
      return element ? openModal(element) : undefined;
    }
    // Beside the page: the focus stays where it is.
    element?.setAttribute("open", "");
    return undefined;
  }, [isLarge.value]);
  useFocusAfter(dialog);
  const isOver = of.phase === "over";
  // The buttons of a call that is over are others.
  const hadFocus = dialog.current?.contains(document.activeElement);
  useLayoutEffect(() => {
    if (hadFocus && !dialog.current?.contains(document.activeElement)) {
      dialog.current?.querySelector<HTMLElement>(".call-buttons button")?.focus();
    }
  }, [isOver]);
  return (
    <dialog
      ref={dialog}
      class={`call ${isLarge.value ? "is-large" : ""} ${isBelow.value ? "is-below" : ""}`}
      aria-label={texts.with(of.title)}
      data-call
      data-phase={of.phase}
      onCancel={(cancel) => {
        cancel.preventDefault();
        if (isLarge.value) {
          isLarge.value = false;
        } else {
          // Escape ends the dialog that it is in, not the call.
          dialog.current?.parentElement?.closest("dialog")?.dispatchEvent(new Event("cancel", { cancelable: true }));
        }
      }}
    >
      <div class="call-head">
        <p class="line-text">
          <strong>
            <bdi>{of.title}</bdi>
          </strong>
          <span class="small call-state" role="status">
            {sentenceOf(of)}
          </span>
          {of.phase === "live" && of.since && <Clock since={of.since} />}
        </p>
        {!isOver && (
          <IconButton
            icon={isLarge.value ? "shrink" : "grow"}
            label={isLarge.value ? texts.shrink : texts.grow}
            onClick={() => {
              isLarge.value = !isLarge.value;
            }}
          />
        )}
      </div>
      {isOver ? (
        <div class="call-buttons">
          {/declined|missed|busy|lost|failed/.test(of.reason ?? "") && of.channelId && (
            <Button icon="phone" onClick={() => void start(of.channelId, of.title, of.isVideo)}>
              {texts.again}
            </Button>
          )}
          <Button onClick={putAway}>{texts.close}</Button>
        </div>
      ) : (
        <>
          <ul class={`call-faces call-faces-${Math.min(of.others.length, 4)}`}>
            {of.others.map((one) => (
              <Face key={one.id} of={one} />
            ))}
            <li class="call-face is-own">
              {of.isVideo && own.value ? (
                <Picture stream={own.value} />
              ) : (
                me.value && <Avatar id={me.value.id} name={me.value.name} picture={me.value.picture} size={56} />
              )}
              <span class="call-name small">{texts.you}</span>
            </li>
          </ul>
          <div class="call-buttons">
            <IconButton icon={of.isMuted ? "micOff" : "mic"} label={of.isMuted ? texts.unmute : texts.mute} onClick={mute} />
            <IconButton
              icon={of.isVideo ? "video" : "videoOff"}
              label={of.isVideo ? texts.cameraOff : texts.cameraOn}
              onClick={() => void toggleCamera()}
            />
            <Button kind="danger" icon="hangup" onClick={hangUp}>
              {texts.hangUp}
            </Button>
          </div>
        </>
      )}
    </dialog>
  );
}

function sentenceOf({ phase, reason = "", others }: CallState): string {
  const texts = callWords.value;
  if (phase === "over") {
    return texts.over[reason] ?? texts.over.left ?? "";
  }
  if (phase === "live") {
    return others.length === 0 ? texts.alone : "";
  }
  return texts[phase];
}

function Face({ of }: { of: Other }) {
  const texts = callWords.value;
  return (
    <li class={of.isLive ? "call-face is-live" : "call-face"}>
      {of.isVideo && of.stream ? <Picture stream={of.stream} /> : <Avatar id={of.id} name={of.name} picture={of.picture} size={112} />}
      <span class="call-name small">
        <bdi>{of.name}</bdi>
        {of.isRinging && <span class="visually-hidden">{texts.ringing}</span>}
        {of.isMuted && (
          <>
            <Icon name="micOff" size={16} />
            <span class="visually-hidden">{texts.muted}</span>
          </>
        )}
      </span>
    </li>
  );
}

/** The picture of a stream. Its sound comes from elsewhere, so that it is heard without a picture, too. */
function Picture({ stream }: { stream: MediaStream }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current && video.current.srcObject !== stream) {
      video.current.srcObject = stream;
    }
  }, [stream]);
  // It pauses when it is moved to another place of the page.
  return <video ref={video} autoplay muted playsInline onPause={(pause) => void pause.currentTarget.play().catch(() => {})} />;
}

/** How long it goes on: "4:05". */
function Clock({ since }: { since: string }) {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now();
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.floor((now.value - Date.parse(since)) / 1000));
  return (
    <span class="small soft call-clock" role="timer">
      {length(seconds)}
    </span>
  );
}
