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
  const all = useList<CallView>((cursor) => api.calls.list({ limit: 30, cursor }), [me.value?.id], {
    again: [isInCall.value, ringing.value.length],
  });
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

/** How the call was for this person. */
function wayOf(of: CallView): "goesOn" | "outgoing" | "incoming" | "missedCall" | "declinedCall" | "elsewhereCall" {
  const mine = of.participants.find((one) => one.user_id === me.value?.id);
  if (!of.ended_at) {
    return "goesOn";
  }
  if (of.started_by === me.value?.id) {
    return "outgoing";
  }
  if (mine?.joined_at) {
    return "incoming";
  }
  return mine?.state === "declined" ? "declinedCall" : of.answered_at === null ? "missedCall" : "elsewhereCall";
}

const isMissed = (of: CallView) => wayOf(of) === "missedCall";

function howOf(of: CallView): string {
  const texts = callWords.value;
  const way = wayOf(of);
  const hasTalked = way === "outgoing" || way === "incoming";
  const minutes = of.ended_at && of.answered_at && hasTalked ? (Date.parse(of.ended_at) - Date.parse(of.answered_at)) / 60_000 : undefined;
  return minutes === undefined ? texts[way] : `${texts[way]} · ${texts.minutes(Math.floor(minutes))}`;
}
