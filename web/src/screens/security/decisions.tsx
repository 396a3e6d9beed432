import { useDraft } from "../../parts/draft.js";
import "../../parts/listing.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { useList } from "../../app/list.js";
import { Screen } from "../../app/screen.js";
import { Listing } from "../../parts/listing.js";
import { NeedAccount } from "../../parts/need-account.js";
import { reportWords } from "../../parts/report.js";
import { Button } from "../../ui/button.js";
import { Dialog } from "../../ui/dialog.js";
import { TextArea } from "../../ui/field.js";
import { Tag } from "../../ui/tag.js";
import { day } from "../../words/format.js";
import { communityWords } from "../community/words.js";
import { securityWords } from "./words.js";

/** The moderators' decisions about the reader, and the reader's reports. */
export default function Decisions() {
  return (
    <Screen title={securityWords.value.decisions} class="page tight">
      <NeedAccount>
        <Body />
      </NeedAccount>
    </Screen>
  );
}

function Body() {
  const texts = securityWords.value;
  const all = useList<Schemas["OwnDecisionView"]>((cursor) => api.moderation.myDecisions({ limit: 20, cursor }), [me.value?.id]);
  const mine = useList<Schemas["ReportView"]>((cursor) => api.reports.mine({ limit: 20, cursor }), [me.value?.id]);
  const open = useSignal<string | undefined>(undefined);
  const { text, write, clear } = useDraft(open.value && `appeal/${open.value}`);
  const { isBusy, run } = useAct();
  const reasonOf = (reason: string) => reportWords.value.reasons[reason as "spam"] ?? reason;
  const typeOf = (type: string) => communityWords.value.types[type] ?? type;
  return (
    <>
      <header class="stack">
        <h1>{texts.decisions}</h1>
        <p class="soft">{texts.decisionsText}</p>
      </header>
      <Listing of={all} empty={<p class="soft">{texts.decisionsNone}</p>}>
        {(one) => (
          <li key={one.id} class="line">
            <span class="line-text">
              <span class="line-title">{texts.told[one.decision] ?? one.decision}</span>
              <span class="small soft">
                {typeOf(one.content_type)} · {reasonOf(one.reason)} · {day(one.created_at)}
              </span>
              {(one.lifted_at ?? one.until ?? one.removes_content) && (
                <span class="small">
                  {[
                    one.lifted_at ? texts.lifted(day(one.lifted_at)) : one.until ? texts.until(day(one.until)) : "",
                    one.removes_content ? texts.contentGone : "",
                  ]
                    .filter(Boolean)
                    .join(" ")}
                </span>
              )}
            </span>
            <span class="line-end">
              {one.appeal_status ? (
                <Tag>{texts.appealState(texts.states[one.appeal_status] ?? one.appeal_status)}</Tag>
              ) : (
                <Button
                  onClick={() => {
                    open.value = one.id;
                  }}
                >
                  {texts.appeal}
                </Button>
              )}
            </span>
          </li>
        )}
      </Listing>
      <section class="stack" aria-labelledby="reported">
        <h2 id="reported">{texts.myReports}</h2>
        <Listing of={mine} empty={<p class="soft">{texts.myReportsNone}</p>}>
          {(one) => (
            <li key={one.id} class="line">
              <span class="line-text">
                <span class="line-title">
                  {typeOf(one.content_type)}: {reasonOf(one.reason)}
                </span>
                <span class="small soft">{day(one.created_at)}</span>
              </span>
              <Tag>{texts.states[one.status] ?? one.status}</Tag>
            </li>
          )}
        </Listing>
      </section>
      {open.value && (
        <Dialog
          title={texts.appeal}
          onClose={() => {
            open.value = undefined;
          }}
        >
          <TextArea label={texts.appealText} maxLength={4000} value={text.value} onValue={write} />
          <Button
            kind="primary"
            isWide
            isBusy={isBusy.value}
            disabled={!text.value.trim()}
            onClick={async () => {
              if (await run(() => api.moderation.appeal(open.value ?? "", { text: text.value.trim() }), texts.appealSent)) {
                clear();
                open.value = undefined;
                all.again();
              }
            }}
          >
            {texts.appealSend}
          </Button>
        </Dialog>
      )}
    </>
  );
}
