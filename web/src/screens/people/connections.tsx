import "./people.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { useList } from "../../app/list.js";
import { to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { Confirm } from "../../parts/confirm.js";
import { Listing } from "../../parts/listing.js";
import { NeedAccount } from "../../parts/need-account.js";
import { nameOf, PersonLine } from "../../parts/person.js";
import { log } from "../../store/log.js";
import { Button, ButtonLink, IconButton } from "../../ui/button.js";
import { Empty, Failure } from "../../ui/states.js";
import { toast } from "../../ui/toast.js";
import { day } from "../../words/format.js";
import { words } from "../../words/words.js";
import { PeopleNav } from "./people-nav.js";
import { peopleWords } from "./words.js";

type Connection = Schemas["ConnectionView"];

export default function Connections() {
  return (
    <Screen title={peopleWords.value.connections} class="page start">
      <NeedAccount isFull>
        <Body />
      </NeedAccount>
    </Screen>
  );
}

function Body() {
  const texts = peopleWords.value;
  // A request that comes while the page is open appears.
  const changes = log.value.connections.map((one) => `${one.id} ${one.status}`).join();
  const pending = useList<Connection>((cursor) => api.connections.pending({ limit: 50, cursor }), [me.value?.id], { again: [changes] });
  const all = useList<Connection>((cursor) => api.connections.list({ limit: 50, cursor }), [me.value?.id], { again: [changes] });
  const ending = useSignal<Connection | undefined>(undefined);
  const { run } = useAct();
  // The requests stand above the list: both appear together, so that it does not move.
  const isTogether = pending.error !== undefined || (pending.items !== undefined && (all.items ?? all.error) !== undefined);
  const drop = (id: string) => pending.change((items) => items.filter((one) => one.id !== id));
  const asked = isTogether ? (pending.items ?? []) : [];
  const incoming = asked.filter((one) => one.direction === "incoming");
  const outgoing = asked.filter((one) => one.direction === "outgoing");
  const accept = (one: Connection) =>
    run(async () => {
      const accepted = await api.connections.accept(one.id);
      drop(one.id);
      all.change((items) => [accepted, ...items]);
      toast(texts.connected, {
        text: words.value.common.undo,
        run: () =>
          void run(async () => {
            await api.connections.delete(one.id);
            all.change((items) => items.filter((item) => item.id !== one.id));
          }, texts.ended),
      });
    });
  return (
    <>
      <header class="stack">
        <h1>{texts.connections}</h1>
        <PeopleNav />
      </header>
      {pending.error !== undefined && <Failure error={pending.error} retry={pending.again} />}
      {incoming.length > 0 && (
        <section class="panel calm" aria-labelledby="incoming">
          <h2 id="incoming">{texts.incoming}</h2>
          <ul class="rows">
            {incoming.map((one) => (
              <li key={one.id}>
                <PersonLine person={one.user} text={one.compatibility_score !== null && texts.match(one.compatibility_score)}>
                  <Button kind="quiet" onClick={() => pending.dropLater(one, () => api.connections.decline(one.id), texts.declined)}>
                    {texts.decline}
                  </Button>
                  <Button kind="primary" onClick={() => accept(one)}>
                    {texts.accept}
                  </Button>
                </PersonLine>
              </li>
            ))}
          </ul>
        </section>
      )}
      {outgoing.length > 0 && (
        <section class="panel" aria-labelledby="outgoing">
          <h2 id="outgoing">{texts.outgoing}</h2>
          <ul class="rows">
            {outgoing.map((one) => (
              <li key={one.id}>
                <PersonLine person={one.user} text={day(one.requested_at)}>
                  <Button kind="quiet" onClick={() => pending.dropLater(one, () => api.connections.delete(one.id), texts.withdrawn)}>
                    {texts.withdraw}
                  </Button>
                </PersonLine>
              </li>
            ))}
          </ul>
        </section>
      )}
      {pending.hasMore && (
        <div>
          <Button isBusy={pending.isMore} onClick={pending.more}>
            {words.value.common.more}
          </Button>
        </div>
      )}
      <section key={String(isTogether)} class="stack" aria-labelledby="connected">
        <h2 id="connected">{texts.yours}</h2>
        <Listing
          of={isTogether ? all : { ...all, items: undefined }}
          empty={
            <Empty icon="people" title={texts.noneTitle} text={texts.none}>
              <ButtonLink kind="primary" href={to("/people")}>
                {texts.find}
              </ButtonLink>
            </Empty>
          }
        >
          {(one) => (
            <li key={one.id}>
              <PersonLine person={one.user} text={one.accepted_at && texts.since(day(one.accepted_at))}>
                <ButtonLink icon="chat" href={to(`/messages/${one.user.id}`)} aria-label={`${texts.message}: ${nameOf(one.user)}`}>
                  {texts.message}
                </ButtonLink>
                <IconButton
                  icon="close"
                  label={`${texts.end}: ${nameOf(one.user)}`}
                  onClick={() => {
                    ending.value = one;
                  }}
                />
              </PersonLine>
            </li>
          )}
        </Listing>
      </section>
      {ending.value && (
        <Confirm
          title={texts.end}
          action={texts.end}
          onClose={() => {
            ending.value = undefined;
          }}
          work={async () => {
            const { id } = ending.value as Connection;
            await api.connections.delete(id);
            all.change((items) => items.filter((one) => one.id !== id));
          }}
        >
          <p>
            <bdi>{nameOf(ending.value.user)}</bdi>. {texts.endText}
          </p>
        </Confirm>
      )}
    </>
  );
}
