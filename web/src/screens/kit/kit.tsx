import "./kit.css";
import { ServerError } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { Screen } from "../../app/screen.js";
import type { Event } from "../../store/store.js";
import { Avatar } from "../../ui/avatar.js";
import { Button, ButtonLink, IconButton } from "../../ui/button.js";
import { Cover } from "../../ui/cover.js";
import { Dialog } from "../../ui/dialog.js";
import { EventCard } from "../../ui/event-card.js";
import { Choice, Field, Select } from "../../ui/field.js";
import { Icon } from "../../ui/icon.js";
import { SearchBox } from "../../ui/search-box.js";
import { Bone, Empty, Failure, Skeleton } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { toast } from "../../ui/toast.js";
import { words } from "../../words/words.js";
import { MoreFields, Opening, Telling } from "./controls.js";
import { Lists } from "./lists.js";
import { MessageStates } from "./message-states.js";

const day = 86_400_000;
const sample = (change: Partial<Event>): Event =>
  ({
    id: "sample-1",
    name: "Pottery for beginners",
    description: "Clay, tea and patience. We make two bowls and fire them on Sunday.",
    start_datetime: new Date(Date.now() + 3 * day).toISOString(),
    end_datetime: new Date(Date.now() + 3 * day + 7_200_000).toISOString(),
    time_zone: "Asia/Dubai",
    location_name: "Alserkal Avenue",
    price_cents: 0,
    currency: "AED",
    spots_remaining: 24,
    registration_count: 12,
    my_status: null,
    status: "published",
    image_url: null,
    ...change,
  }) as Event;

/** Every component in every state: the page on which a change of the tokens is looked at. */
export default function Kit() {
  const texts = words.value;
  const text = useSignal("");
  const choice = useSignal("a");
  const isOpen = useSignal(false);
  const set = (value: string) => {
    text.value = value;
  };
  return (
    <Screen title={texts.kit.title} class="kit">
      <h1>{texts.kit.title}</h1>
      <p class="lead">{texts.kit.lead}</p>
      <section>
        <h2>Type</h2>
        <p class="kit-h1">Good company · صحبة طيبة</p>
        <h3>Heading three · عنوان ثالث</h3>
        <p>
          Body text that leads to <a href="#kit">the components</a>. نص الفقرة مع كلمات عربية.
        </p>
        <p class="small soft">Small and soft · صغير</p>
        <p class="mono" dir="ltr">
          7F3K-92QX
        </p>
      </section>
      <section>
        <h2>Colours</h2>
        <ul class="swatches">
          {[
            "paper",
            "raised",
            "sunken",
            "line",
            "line-strong",
            "ink",
            "ink-soft",
            "accent",
            "accent-wash",
            "good",
            "good-wash",
            "warn",
            "warn-wash",
          ].map((name) => (
            <li key={name}>
              <span class={`swatch swatch-${name}`} />
              <span class="small">{name}</span>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h2>Buttons</h2>
        <div class="row">
          <Button kind="primary">{texts.event.register}</Button>
          <Button kind="primary" icon="ticket">
            {texts.event.seeTicket}
          </Button>
          <Button kind="primary" isBusy>
            {texts.event.register}
          </Button>
          <Button kind="primary" disabled>
            {texts.event.register}
          </Button>
          <Button>{texts.event.share}</Button>
          <Button kind="quiet" icon="share">
            {texts.event.share}
          </Button>
          <Button kind="danger">{texts.event.leave}</Button>
          <ButtonLink href="#kit" icon="forth">
            {texts.nav.discover}
          </ButtonLink>
          <IconButton icon="send" label={texts.thread.send} />
        </div>
      </section>
      <section>
        <h2>Tags</h2>
        <div class="row">
          <Tag>{texts.threads.locked}</Tag>
          <Tag kind="good" icon="check">
            {texts.mine.status.confirmed}
          </Tag>
          <Tag kind="warn" icon="clock">
            {texts.mine.status.waitlisted}
          </Tag>
          <Tag kind="accent">{texts.event.spots(3)}</Tag>
        </div>
      </section>
      <section>
        <h2>Fields</h2>
        <div class="kit-columns">
          <Field label={texts.registerAccount.username} hint={texts.registerAccount.usernameHint} value={text.value} onValue={set} />
          <Field label={texts.registerAccount.email} error={texts.errors.required} value="" onValue={set} />
          <Field label={texts.signIn.password} type="password" value="three quiet boats" autocomplete="off" onValue={set} />
          <Choice
            label={texts.account.scheme}
            value={choice.value}
            options={[
              ["a", texts.account.system],
              ["b", texts.account.light],
              ["c", texts.account.dark],
            ]}
            onValue={(value) => {
              choice.value = value;
            }}
          />
        </div>
        <div class="row">
          <SearchBox label={texts.discover.search} placeholder={texts.discover.placeholder} value="" onValue={set} />
          <Select label={texts.discover.when} value="" options={[["", texts.discover.any]]} onValue={set} />
          <Select label={texts.discover.price} value="free" options={[["free", texts.discover.free]]} onValue={set} />
        </div>
      </section>
      <section>
        <h2>More fields</h2>
        <MoreFields />
      </section>
      <section>
        <h2>Lists</h2>
        <Lists />
      </section>
      <section>
        <h2>Messages, composer</h2>
        <MessageStates />
      </section>
      <section>
        <h2>Menus, questions, pictures, toasts</h2>
        <Opening />
      </section>
      <section>
        <h2>Parts of a screen, time left, banner</h2>
        <Telling />
      </section>
      <section>
        <h2>People</h2>
        <div class="row">
          <Avatar id="1" name="Amal Haddad" size={56} />
          <Avatar id="2" name="نور سالم" size={56} />
          <Avatar id="3" name="Ben" />
          <Avatar id="4" name="Lina Weiss" size={24} />
        </div>
      </section>
      <section>
        <h2>Covers</h2>
        <div class="cards">
          {["sea", "bread", "tea", "boats", "garden", "lamp"].map((id) => (
            <div key={id} class="kit-cover">
              <Cover id={id} />
            </div>
          ))}
        </div>
      </section>
      <section>
        <h2>Cards</h2>
        <div class="cards">
          <EventCard event={sample({ id: "sample-5" })} isLead />
          <EventCard event={sample({})} />
          <EventCard event={sample({ id: "sample-2", name: "نزهة على الكورنيش", price_cents: 4500, spots_remaining: 2 })} />
          <EventCard
            event={sample({
              id: "sample-3",
              name: "A very long name of an event that runs over two lines at least, and then some",
              my_status: "confirmed",
            })}
          />
          <EventCard event={sample({ id: "sample-4", name: "Supper club", spots_remaining: 0, price_cents: 12050 })} />
        </div>
      </section>
      <section>
        <h2>States</h2>
        <div class="kit-columns">
          <Skeleton>
            <Bone kind="title" />
            <Bone />
            <Bone kind="row" />
          </Skeleton>
          <Empty icon="compass" title={texts.discover.emptyTitle} text={texts.discover.empty}>
            <Button>{texts.discover.clear}</Button>
          </Empty>
          <Failure error={new ServerError(500, { trace_id: "4bf92f3577b34da6" })} retry={() => toast(texts.common.retry)} />
        </div>
      </section>
      <section>
        <h2>Dialog, notice</h2>
        <div class="row">
          <Button
            onClick={() => {
              isOpen.value = true;
            }}
          >
            {texts.register.title}
          </Button>
          <Button onClick={() => toast(texts.register.done)}>{texts.register.done}</Button>
        </div>
        {isOpen.value && (
          <Dialog
            title={texts.register.title}
            onClose={() => {
              isOpen.value = false;
            }}
          >
            <p>{texts.register.confirmFree}</p>
            <Button kind="primary" isWide>
              {texts.register.confirm}
            </Button>
          </Dialog>
        )}
      </section>
      <section>
        <h2>Icons</h2>
        <div class="row">
          {(
            [
              "compass",
              "ticket",
              "people",
              "user",
              "search",
              "calendar",
              "pin",
              "clock",
              "share",
              "check",
              "close",
              "forth",
              "back",
              "send",
              "plus",
              "retry",
              "chat",
              "lock",
              "star",
              "down",
              "warning",
              "away",
            ] as const
          ).map((name) => (
            <Icon key={name} name={name} size={28} />
          ))}
        </div>
      </section>
    </Screen>
  );
}
