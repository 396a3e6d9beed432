import "../talk/talk.css";
import { me } from "../../app/api.js";
import { useLoad } from "../../app/load.js";
import { type ScreenProps, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { NeedAccount } from "../../parts/need-account.js";
import { readEvent } from "../../store/feed.js";
import { type Event, events } from "../../store/store.js";
import { Icon } from "../../ui/icon.js";
import { clock, longDay } from "../../words/format.js";
import { ChannelPane } from "../talk/channel-pane.js";
import { messagesWords } from "./words.js";

/** When and where: what is asked for most in the chat. */
function AboutEvent({ event }: { event: Event }) {
  return (
    <section class="stack" aria-labelledby="details-about">
      <h2 id="details-about">
        <a href={to(`/events/${event.id}`)} dir="auto">
          {event.name}
        </a>
      </h2>
      <p>
        {longDay(event.start_datetime, event.time_zone)} · {clock(event.start_datetime, event.time_zone)}
      </p>
      {event.location_name && (
        <p class="soft" dir="auto">
          {event.location_name}
        </p>
      )}
    </section>
  );
}

/** The chat of an event's guests. */
export default function EventChat({ parameters: { id = "" } }: ScreenProps) {
  const texts = messagesWords.value;
  const event = events.of(id).value;
  useLoad(() => readEvent(id), [id]);
  const isIn = event?.organizer_id === me.value?.id || event?.my_status === "confirmed" || event?.my_status === "checked_in";
  return (
    <Screen title={event?.name ?? texts.chat} class="talk one has-thread">
      <NeedAccount>
        <div class="talk-thread">
          {event && (
            <ChannelPane
              target={`event/${id}`}
              label={texts.chat}
              mayWrite={isIn}
              mayModerate={event.organizer_id === me.value?.id}
              host={{ id: event.organizer_id, text: texts.host }}
              note={texts.chatNote}
              about={<AboutEvent event={event} />}
              head={
                <>
                  <a class="icon-button" href={to(`/events/${id}`)} aria-label={texts.toEvent}>
                    <Icon name="back" />
                  </a>
                  <div class="line-text">
                    <h1 dir="auto">{event.name}</h1>
                    <span class="small soft">{texts.chat}</span>
                  </div>
                </>
              }
            />
          )}
        </div>
      </NeedAccount>
    </Screen>
  );
}
