import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { api, me } from "../../app/api.js";
import { useLoad } from "../../app/load.js";
import { query, to } from "../../app/router.js";
import { Confirm } from "../../parts/confirm.js";
import { useDraft } from "../../parts/draft.js";
import { PersonLine } from "../../parts/person.js";
import { reportWords } from "../../parts/report.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { TextArea } from "../../ui/field.js";
import { Bone, Empty, Failure, Skeleton } from "../../ui/states.js";
import { day } from "../../words/format.js";
import { words } from "../../words/words.js";
import { DecisionText } from "./decision-line.js";
import { adminWords } from "./words.js";

/** What was decided about a person; mutes and suspensions that are in force can be lifted. */
export function Measures() {
  const id = query.value.get("person") ?? "";
  return id ? <Of key={id} id={id} /> : <Nobody />;
}

function Nobody() {
  const texts = adminWords.value;
  return (
    <Empty icon="people" title={texts.none} text={texts.noPerson}>
      <ButtonLink href={to("/admin?part=decisions")}>{texts.decisions}</ButtonLink>
    </Empty>
  );
}

function Of({ id }: { id: string }) {
  const texts = adminWords.value;
  const known = useSignal<Schemas["UserSanctionsView"] | undefined>(undefined);
  const lifting = useSignal<Schemas["SanctionView"] | undefined>(undefined);
  const { text: note, write, clear } = useDraft(lifting.value && `lift/${lifting.value.id}`);
  const loading = useLoad(async () => {
    known.value = await api.moderation.getUser(id);
  }, [id, me.value?.id]);
  const now = known.value;
  if (!now) {
    return loading.error ? (
      <Failure error={loading.error} retry={loading.again} />
    ) : (
      <Skeleton>
        <Bone kind="row" />
        <Bone kind="row" />
      </Skeleton>
    );
  }
  const close = () => {
    lifting.value = undefined;
  };
  return (
    <>
      {now.person && <PersonLine person={now.person} text={<bdi>@{now.person.username}</bdi>} />}
      <section class="panel" aria-labelledby="in-force">
        <h2 id="in-force">{texts.inForce}</h2>
        {now.in_force.length === 0 && <p class="soft">{texts.inForceNone}</p>}
        <ul class="rows">
          {now.in_force.map((one) => (
            <li key={one.id} class="line">
              <span class="line-text">
                <span class="line-title">{texts.sanctions[one.kind] ?? one.kind}</span>
                <span class="small soft">
                  {reportWords.value.reasons[one.reason] ?? one.reason} · {one.until ? texts.until(day(one.until)) : texts.untilLifted}
                </span>
              </span>
              <span class="line-end">
                <Button
                  onClick={() => {
                    lifting.value = one;
                  }}
                >
                  {texts.liftMeasure}
                </Button>
              </span>
            </li>
          ))}
        </ul>
      </section>
      <section class="stack" aria-labelledby="all-decisions">
        <h2 id="all-decisions">{texts.decisions}</h2>
        {now.decisions.length === 0 && <p class="soft">{texts.noDecisions}</p>}
        <ul class="rows">
          {now.decisions.map((one) => (
            <li key={one.id} class="line">
              <DecisionText of={one} />
            </li>
          ))}
        </ul>
      </section>
      {lifting.value && (
        <Confirm
          title={texts.liftMeasure}
          action={texts.liftMeasure}
          done={words.value.common.saved}
          isReady={note.value.trim() !== ""}
          onClose={close}
          work={async () => {
            known.value = await api.moderation.liftMeasure(id, {
              kind: lifting.value?.kind as Schemas["Liftable"],
              note: note.value.trim(),
            });
            clear();
          }}
        >
          <p>{texts.liftText[lifting.value.kind]}</p>
          <TextArea label={texts.note} rows={3} maxLength={2000} value={note.value} onValue={write} />
        </Confirm>
      )}
    </>
  );
}
