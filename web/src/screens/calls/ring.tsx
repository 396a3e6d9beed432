import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { me } from "../../app/api.js";
import { nameOf, pictureOf } from "../../parts/person.js";
import { type CallView, ringing } from "../../store/calls.js";
import { Avatar } from "../../ui/avatar.js";
import { Button, IconButton } from "../../ui/button.js";
import { useFocusAfter } from "./floating.js";
import { ring, ringSound } from "./media.js";
import { accept, call, decline } from "./session.js";
import { callWords } from "./words.js";

/** The calls that ring. They take neither the focus nor the page away from what the person is doing. */
export function Rings() {
  const texts = callWords.value;
  const hasSound = useSignal(ringSound.get());
  const isRinging = ringing.value.length > 0;
  useEffect(() => (isRinging && hasSound.value ? ring() : undefined), [isRinging, hasSound.value]);
  return (
    <div class="rings">
      <p class="visually-hidden" role="alert">
        {ringing.value.map((one) => `${sentenceOf(one)}. ${texts.howToAnswer}`).join(" ")}
      </p>
      {ringing.value.map((one) => (
        <Ring
          key={one.id}
          of={one}
          sound={
            <IconButton
              icon={hasSound.value ? "sound" : "soundOff"}
              label={hasSound.value ? texts.soundOff : texts.soundOn}
              onClick={() => {
                hasSound.value = !hasSound.value;
                ringSound.set(hasSound.value);
              }}
            />
          }
        />
      ))}
    </div>
  );
}

const callerOf = (of: CallView) => {
  const caller = of.participants.find((one) => one.user_id === of.started_by && one.user_id !== me.value?.id);
  return caller?.user ?? of.participants.find((one) => one.user_id !== me.value?.id)?.user;
};

function sentenceOf(of: CallView): string {
  const name = nameOf(callerOf(of));
  return of.is_video ? callWords.value.ringsVideo(name) : callWords.value.rings(name);
}

function Ring({ of, sound }: { of: CallView; sound: preact.ComponentChildren }) {
  const texts = callWords.value;
  const caller = callerOf(of);
  const card = useRef<HTMLElement>(null);
  useFocusAfter(card);
  const isTalking = call.value && call.value.phase !== "over";
  const answer = (isVideo: boolean) => () => void accept(of, nameOf(caller), isVideo);
  return (
    <section ref={card} class="ring-card" aria-label={sentenceOf(of)} data-call>
      <div class="ring-who">
        {caller && <Avatar id={caller.id} name={nameOf(caller)} picture={pictureOf(caller)} size={56} />}
        <p class="line-text">
          <strong>
            <bdi>{nameOf(caller)}</bdi>
          </strong>
          <span class="small soft">{of.is_video ? texts.video : texts.call}</span>
        </p>
        {sound}
      </div>
      <div class="ring-answers">
        {!isTalking && (
          <Button kind="primary" icon="phone" onClick={answer(false)}>
            {texts.answer}
          </Button>
        )}
        {!isTalking && of.is_video && (
          <Button icon="video" onClick={answer(true)}>
            {texts.answerVideo}
          </Button>
        )}
        <Button kind="danger" icon="hangup" onClick={() => decline(of)}>
          {texts.decline}
        </Button>
      </div>
    </section>
  );
}
