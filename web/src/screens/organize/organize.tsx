import "../../parts/listing.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { useList } from "../../app/list.js";
import { useLoad } from "../../app/load.js";
import { place, query, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { Listing } from "../../parts/listing.js";
import { NeedAccount } from "../../parts/need-account.js";
import { SubNav } from "../../parts/subnav.js";
import type { Event } from "../../store/store.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Empty } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { clock, day } from "../../words/format.js";
import { words } from "../../words/words.js";
import { organizeWords } from "./words.js";

export default function Organize() {
  return (
    <Screen title={organizeWords.value.title} class="page tight">
      <NeedAccount isFull>
        <Body />
      </NeedAccount>
    </Screen>
  );
}

type Status = NonNullable<Schemas["EventView"]["status"]> & ("draft" | "published" | "cancelled");

function Body() {
  const texts = organizeWords.value;
  const status = (query.value.get("status") ?? "") as Status | "";
  const roles = useSignal<readonly unknown[] | undefined>(undefined);
  const all = useList<Event>(
    (cursor) => api.events.organized({ limit: 30, cursor, ...(status ? { status: status as "draft" } : {}) }),
    [me.value?.id, status, roles.value],
  );
  useLoad(async () => {
    roles.value = (await api.me.get()).roles;
  }, [me.value?.id]);
  const isOrganizer = roles.value?.some((role) => role === "organizer" || role === "admin");
  return (
    <>
      <header class="page-head">
        <h1>{texts.title}</h1>
        {isOrganizer && (
          <ButtonLink kind="primary" icon="plus" href={to("/organize/new")}>
            {texts.new}
          </ButtonLink>
        )}
      </header>
      {isOrganizer === false ? (
        <BecomeOrganizer
          onDone={(next) => {
            roles.value = next;
          }}
        />
      ) : (
        <>
          <SubNav
            label={texts.status}
            here={place.value.path + (status ? `?status=${status}` : "")}
            links={[
              [to("/organize"), texts.all],
              [to("/organize?status=draft"), texts.drafts],
              [to("/organize?status=published"), texts.published],
              [to("/organize?status=cancelled"), texts.cancelled],
            ]}
          />
          <Listing
            of={all}
            empty={
              <Empty icon="calendar" title={texts.none} text={texts.noneText}>
                <ButtonLink kind="primary" href={to("/organize/new")}>
                  {texts.new}
                </ButtonLink>
              </Empty>
            }
          >
            {(event) => (
              <li key={event.id} class="line">
                <div class="line-text in-line">
                  <a href={to(`/organize/${event.id}`)} dir="auto">
                    {event.name}
                  </a>
                  <span class="small soft">
                    {day(event.start_datetime, event.time_zone)} · {clock(event.start_datetime, event.time_zone)} ·{" "}
                    {words.value.event.going(event.registration_count)}
                  </span>
                </div>
                <div class="line-end">
                  {event.status === "draft" && <Tag>{texts.draft}</Tag>}
                  {event.status === "cancelled" && <Tag kind="warn">{texts.cancelled}</Tag>}
                  {event.status === "published" && (
                    <ButtonLink icon="ticket" href={to(`/organize/${event.id}/scan`)}>
                      {texts.scan}
                    </ButtonLink>
                  )}
                </div>
              </li>
            )}
          </Listing>
        </>
      )}
    </>
  );
}

export function BecomeOrganizer({ onDone }: { onDone: (roles: readonly unknown[]) => void }) {
  const texts = organizeWords.value;
  const { isBusy, run } = useAct();
  return (
    <Empty icon="calendar" title={texts.become} text={texts.becomeText}>
      <Button
        kind="primary"
        isBusy={isBusy.value}
        onClick={() => run(async () => onDone((await api.me.becomeOrganizer()).user.roles), texts.became)}
      >
        {texts.become}
      </Button>
    </Empty>
  );
}
