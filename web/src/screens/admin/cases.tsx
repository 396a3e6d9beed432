import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { useList } from "../../app/list.js";
import { query, setQuery } from "../../app/router.js";
import { CaseList } from "../../parts/case.js";
import { CaseContent } from "../../parts/case-content.js";
import { useDraft } from "../../parts/draft.js";
import { Listing } from "../../parts/listing.js";
import { Named } from "../../parts/person.js";
import { Button } from "../../ui/button.js";
import { Dialog } from "../../ui/dialog.js";
import { Select, TextArea } from "../../ui/field.js";
import { Empty } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { ago } from "../../words/format.js";
import { words } from "../../words/words.js";
import { communityWords } from "../community/words.js";
import { nameOfDecision, SeeMeasures } from "./decision-line.js";
import { adminWords } from "./words.js";

type Case = Schemas["CaseView"];

const filters: Record<string, { status: "open" | "decided"; assigned?: "me" | "none" }> = {
  "": { status: "open" },
  mine: { status: "open", assigned: "me" },
  free: { status: "open", assigned: "none" },
  decided: { status: "decided" },
};

export function Cases() {
  const texts = adminWords.value;
  const show = query.value.get("show") ?? "";
  const filter = filters[show] ?? { status: "open" };
  const all = useList<Case>((cursor) => api.moderation.cases({ limit: 30, cursor, ...filter }), [show, me.value?.id]);
  return (
    <>
      <div class="row">
        <Select
          label={texts.show}
          value={show}
          options={Object.keys(filters).map((one) => [one, texts.shows[one] ?? one])}
          onValue={(value) => setQuery({ show: value })}
        />
      </div>
      <CaseList
        of={all}
        label={texts.cases}
        empty={
          show ? (
            <Empty icon="shield" title={texts.none} text={texts.noCases}>
              <Button onClick={() => setQuery({ show: "" })}>{texts.showAll}</Button>
            </Empty>
          ) : (
            <Empty icon="shield" title={texts.none} text={communityWords.value.reportsNone}>
              <Button onClick={() => setQuery({ show: "decided" })}>{texts.showDecided}</Button>
            </Empty>
          )
        }
        decisions={["dismiss", "remove", "warn", "mute", "suspend"]}
        onDecide={(id, body) => api.moderation.resolveCase(id, body)}
        about={(id) => <CaseContent id={id} />}
        aside={(one) => <Assignment of={one} again={all.again} />}
      />
    </>
  );
}

/** The moderator who works on a case; one who is not known has no name. */
const Other = ({ of }: { of: Case }) =>
  of.assignee ? <Named label={adminWords.value.isOther} of={of.assignee} /> : <Tag>{adminWords.value.isOther}</Tag>;

/** Who works on a case, and taking it or letting go of it. Every moderator may still decide it. */
function Assignment({ of, again }: { of: Case; again: () => void }) {
  const texts = adminWords.value;
  const { isBusy, run } = useAct();
  if (of.status !== "open") {
    return null;
  }
  const isMine = of.assigned_to !== null && of.assigned_to === me.value?.id;
  const assign = () =>
    run(
      () => api.moderation.assignCase(of.id, { moderator_id: isMine ? null : (me.value?.id ?? null) }).then(again),
      isMine ? texts.released : texts.taken,
    );
  return (
    <>
      {of.is_held && <Tag kind="warn">{texts.held}</Tag>}
      {isMine ? <Tag kind="accent">{texts.isMine}</Tag> : of.assigned_to && <Other of={of} />}
      <Button kind="quiet" isBusy={isBusy.value} onClick={assign}>
        {isMine ? texts.release : texts.take}
      </Button>
    </>
  );
}

export function Appeals() {
  const texts = adminWords.value;
  const all = useList<Schemas["AppealView"]>((cursor) => api.moderation.appeals({ limit: 30, cursor }), [me.value?.id]);
  const open = useSignal<Schemas["AppealView"] | undefined>(undefined);
  const { text: note, write, clear } = useDraft(open.value && `appeal-answer/${open.value.id}`);
  const { isBusy, run } = useAct();
  const answer = (grant: boolean) =>
    run(async () => {
      await api.moderation.resolveAppeal(open.value?.id ?? "", { grant, note: note.value.trim() });
      clear();
      open.value = undefined;
      all.again();
    }, words.value.common.saved);
  return (
    <>
      <Listing
        of={all}
        label={texts.appeals}
        empty={
          <Empty icon="shield" title={texts.none} text={texts.noAppeals}>
            <Button icon="retry" onClick={all.again}>
              {texts.look}
            </Button>
          </Empty>
        }
      >
        {(one) => (
          <li key={one.id} class="line">
            <span class="line-text" dir="auto">
              <span class="line-title">{nameOfDecision(one.decision.decision)}</span>
              {one.text}
              <Named label={texts.concerned} of={one.decision.person} />
              <span class="small soft">{ago(one.created_at)}</span>
            </span>
            <span class="line-end">
              <SeeMeasures id={one.user_id} />
              {one.resolved_at ? (
                <Tag>{texts.appealStates[one.status] ?? one.status}</Tag>
              ) : (
                <Button
                  kind="primary"
                  onClick={() => {
                    open.value = one;
                  }}
                >
                  {texts.resolve}
                </Button>
              )}
            </span>
          </li>
        )}
      </Listing>
      {open.value && (
        <Dialog
          title={texts.resolve}
          onClose={() => {
            open.value = undefined;
          }}
        >
          <p dir="auto">{open.value.text}</p>
          <p class="small soft">{texts.appealText}</p>
          <CaseContent id={open.value.decision.case_id} />
          <TextArea label={texts.note} rows={3} maxLength={2000} value={note.value} onValue={write} />
          <Button kind="primary" isWide isBusy={isBusy.value} disabled={!note.value.trim()} onClick={() => answer(true)}>
            {texts.grant}
          </Button>
          <Button isWide disabled={!note.value.trim()} onClick={() => answer(false)}>
            {texts.reject}
          </Button>
        </Dialog>
      )}
    </>
  );
}
