import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { useList } from "../../app/list.js";
import { query, setQuery, to } from "../../app/router.js";
import { CaseContent } from "../../parts/case-content.js";
import { Listing } from "../../parts/listing.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Dialog } from "../../ui/dialog.js";
import { Select } from "../../ui/field.js";
import { Empty } from "../../ui/states.js";
import { communityWords } from "../community/words.js";
import { DecisionText, SeeMeasures } from "./decision-line.js";
import { adminWords } from "./words.js";

/** All decisions of moderators, and the check that none was changed. */
export function Decisions() {
  const texts = adminWords.value;
  const show = query.value.get("show") === "mine" ? "mine" : "";
  const all = useList<Schemas["DecisionView"]>(
    (cursor) => api.moderation.decisions({ limit: 30, cursor, ...(show && me.value ? { moderator: me.value.id } : {}) }),
    [show, me.value?.id],
  );
  const open = useSignal("");
  const check = useSignal<Schemas["RecordCheck"] | undefined>(undefined);
  const { isBusy, run } = useAct();
  return (
    <>
      <div class="row">
        <Select
          label={texts.show}
          value={show}
          options={[
            ["", texts.allDecisions],
            ["mine", texts.myDecisions],
          ]}
          onValue={(value) => setQuery({ show: value })}
        />
        <Button
          isBusy={isBusy.value}
          onClick={() =>
            run(async () => {
              check.value = await api.moderation.checkDecisions();
            })
          }
        >
          {texts.verifyDecisions}
        </Button>
      </div>
      {check.value && (
        <p class={check.value.first_fault === null ? "panel calm" : "panel field-error"} role="status">
          {check.value.first_fault === null
            ? texts.decisionsIntact(check.value.decisions)
            : texts.decisionsChanged(check.value.first_fault)}
        </p>
      )}
      <Listing
        of={all}
        label={texts.decisions}
        empty={
          <Empty icon="shield" title={texts.none} text={texts.noDecisions}>
            <ButtonLink href={to("/admin")}>{texts.toCases}</ButtonLink>
          </Empty>
        }
      >
        {(one) => (
          <li key={one.id} class="line">
            <DecisionText of={one} />
            <span class="line-end">
              {one.person_id && <SeeMeasures id={one.person_id} />}
              <Button
                onClick={() => {
                  open.value = one.case_id;
                }}
              >
                {communityWords.value.see}
              </Button>
            </span>
          </li>
        )}
      </Listing>
      {open.value && (
        <Dialog
          title={texts.theCase}
          onClose={() => {
            open.value = "";
          }}
        >
          <CaseContent id={open.value} />
        </Dialog>
      )}
    </>
  );
}
