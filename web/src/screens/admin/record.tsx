import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { useList } from "../../app/list.js";
import { query, setQuery, to } from "../../app/router.js";
import { Listing } from "../../parts/listing.js";
import { Button } from "../../ui/button.js";
import { SearchBox } from "../../ui/search-box.js";
import { Empty } from "../../ui/states.js";
import { ago } from "../../words/format.js";
import { adminWords } from "./words.js";

/** Verifies the audit record part by part, and hands over the result of each. */
async function verifyAudit(onPart: (part: Schemas["AuditCheckView"]) => void) {
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const part = await api.audit.check(cursor ? { cursor } : {});
    onPart(part);
    cursor = part.next_cursor ?? null;
  }
}

function AuditResult({ of }: { of: Schemas["AuditCheckView"] }) {
  const texts = adminWords.value;
  const verdict = of.first_fault
    ? texts.changed(of.first_fault)
    : !of.is_intact
      ? texts.unsealed
      : of.next_cursor
        ? texts.intactTo(of.verified_through)
        : texts.intact(of.verified_through);
  return (
    <p class={of.is_intact ? "panel calm" : "panel field-error"} role="status">
      {verdict} {of.whole_at && texts.whole(ago(of.whole_at), of.whole_through ?? 0)}
    </p>
  );
}

export function Audit() {
  const texts = adminWords.value;
  const action = query.value.get("q") ?? "";
  const all = useList<Schemas["AuditView"]>(
    (cursor) => api.audit.list({ limit: 50, cursor, ...(action ? { action } : {}) }),
    [action, me.value?.id],
  );
  const check = useSignal<Schemas["AuditCheckView"] | undefined>(undefined);
  const { isBusy, run } = useAct();
  return (
    <>
      <SearchBox label={texts.action} placeholder="signed_in" value={action} onValue={(text) => setQuery({ q: text })} />
      <Button
        isBusy={isBusy.value}
        onClick={() =>
          run(() =>
            verifyAudit((part) => {
              check.value = part;
            }),
          )
        }
      >
        {texts.verify}
      </Button>
      {check.value && <AuditResult of={check.value} />}
      <Listing
        of={all}
        label={texts.audit}
        empty={
          <Empty icon="shield" title={texts.none} text={texts.noActs}>
            <Button onClick={() => setQuery({ q: "" })}>{texts.showAll}</Button>
          </Empty>
        }
      >
        {(one) => (
          <li key={one.id} class="line">
            <span class="line-text">
              <span class="line-title">
                <bdi class="mono">{one.action}</bdi>
              </span>
              {one.note && <span dir="auto">{one.note}</span>}
              <span class="small soft">
                {ago(one.occurred_at)} <bdi class="mono">{one.service}</bdi>
              </span>
            </span>
            <span class="line-end small">
              <a href={to(`/users/${one.actor_id}`)} class="mono" dir="ltr">
                {one.actor_id.slice(-8)}
              </a>
              {one.user_id && one.user_id !== one.actor_id && (
                <a href={to(`/users/${one.user_id}`)} class="mono" dir="ltr">
                  {one.user_id.slice(-8)}
                </a>
              )}
            </span>
          </li>
        )}
      </Listing>
    </>
  );
}
