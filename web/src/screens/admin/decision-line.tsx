import type { Schemas } from "@community/sdk";
import { to } from "../../app/router.js";
import { caseWords } from "../../parts/case-content.js";
import { Named } from "../../parts/person.js";
import { reportWords } from "../../parts/report.js";
import { ButtonLink } from "../../ui/button.js";
import { ago, day } from "../../words/format.js";
import { communityWords } from "../community/words.js";
import { adminWords } from "./words.js";

export const nameOfDecision = (decision: string): string =>
  communityWords.value.decisions[decision] ?? adminWords.value.acts[decision] ?? decision;

/** Leads to what was decided about a person. */
export function SeeMeasures({ id }: { id: string }) {
  return (
    <ButtonLink kind="quiet" href={to(`/admin?part=person&person=${id}`)}>
      {adminWords.value.measures}
    </ButtonLink>
  );
}

/** A decision in a list: what was decided, about what, why, and when. */
export function DecisionText({ of }: { of: Schemas["DecisionView"] }) {
  const texts = adminWords.value;
  const type = communityWords.value.types[of.content_type] ?? of.content_type;
  return (
    <span class="line-text in-line">
      <span class="line-title">
        {texts.numbered(of.seq)} {nameOfDecision(of.decision)}
      </span>
      <span class="small soft">
        {type} · {reportWords.value.reasons[of.reason] ?? of.reason} · {ago(of.created_at)}
        {of.until && ` · ${texts.until(day(of.until))}`}
      </span>
      {of.note && <span dir="auto">{of.note}</span>}
      <Named label={texts.concerned} of={of.person} />
      <Named label={caseWords.value.decider} of={of.moderator} />
    </span>
  );
}
