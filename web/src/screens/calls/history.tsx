import "./calls.css";
import type { Schemas } from "@community/sdk";
import { api, me } from "../../app/api.js";
import { useList } from "../../app/list.js";
import { to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { CallButtons } from "../../parts/call-buttons.js";
import { Listing } from "../../parts/listing.js";
import { NeedAccount } from "../../parts/need-account.js";
import { nameOf, pictureOf } from "../../parts/person.js";
import { isInCall, ringing } from "../../store/calls.js";
import { Avatar } from "../../ui/avatar.js";
import { ButtonLink } from "../../ui/button.js";
import { Empty } from "../../ui/states.js";
import { ago } from "../../words/format.js";
import { callWords } from "./words.js";

type CallView = Schemas["CallView"];

/** The calls of the last months, the latest first. */
export default function CallsPage() {
  return (
    <Screen title={callWords.value.title} class="page start">
      <NeedAccount isFull>
        <Body />
      </NeedAccount>
    </Screen>
  );
}

function Body() {
  const texts = callWords.value;
  const all = useList<CallView>((cursor) => api.calls.list({ limit: 30, cursor }), [me.value?.id, isInCall.value, ringing.value.length]);
  return (
    <>
      <h1>{texts.title}</h1>
      <Listing
        of={all}
        class="rows call-list"
        empty={
          <Empty icon="phone" title={texts.none} text={texts.noneText}>
            <ButtonLink kind="primary" href={to("/messages")}>
              {texts.toMessages}
            </ButtonLink>
          </Empty>
        }
      >
        {(one) => <Line key={one.id} of={one} />}
      </Listing>
    </>
  );
}

function Line({ of }: { of: CallView }) {
  const others = of.participants.filter((one) => one.user_id !== me.value?.id);
  const name = others.map((one) => nameOf(one.user)).join(", ") || nameOf(undefined);
  const first = others[0];
  return (
    <li class="line">
      <Avatar id={first?.user_id ?? of.id} name={name} picture={first?.user ? pictureOf(first.user) : null} />
      <div class="line-text in-line">
        <a href={to(`/channels/${of.channel_id}`)}>
          <bdi>{name}</bdi>
        </a>
        <span class={isMissed(of) ? "small is-missed" : "small soft"}>
          {howOf(of)} · {ago(of.started_at)}
        </span>
      </div>
      <div class="line-end">
        <CallButtons channelId={of.channel_id} name={name} />
      </div>
    </li>
  );
}

const isMissed = (of: CallView) => of.started_by !== me.value?.id && of.ended_at !== null && of.answered_at === null;

function howOf(of: CallView): string {
  const texts = callWords.value;
  if (!of.ended_at) {
    return texts.goesOn;
  }
  const way = of.started_by === me.value?.id ? texts.outgoing : isMissed(of) ? texts.missedCall : texts.incoming;
  const minutes = of.answered_at ? Math.floor((Date.parse(of.ended_at) - Date.parse(of.answered_at)) / 60_000) : undefined;
  return minutes === undefined ? way : `${way} · ${texts.minutes(minutes)}`;
}
