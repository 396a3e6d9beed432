import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useAct } from "../app/act.js";
import type { List } from "../app/list.js";
import { to } from "../app/router.js";
import { communityWords } from "../screens/community/words.js";
import { Button, ButtonLink } from "../ui/button.js";
import { Dialog } from "../ui/dialog.js";
import { Field, PickOne, TextArea } from "../ui/field.js";
import { ago } from "../words/format.js";
import { caseWords } from "./case-content.js";
import { useDraft } from "./draft.js";
import { Listing } from "./listing.js";
import { Named } from "./person.js";
import { reportWords } from "./report.js";

/** Where a reported content is seen. */
const pathOf = (one: Schemas["CaseView"]): string | undefined =>
  ({
    user: `/users/${one.content_id}`,
    community: `/communities/${one.content_id}`,
    thread: one.community_id ? `/communities/${one.community_id}/threads/${one.content_id}` : undefined,
    event: `/events/${one.content_id}`,
  })[one.content_type];

/** The reported content, and the reasons. */
function CaseText({ of }: { of: Schemas["CaseView"] }) {
  const texts = communityWords.value;
  const reasons = of.reasons.map((one) => reportWords.value.reasons[one.reason as keyof typeof reportWords.value.reasons] ?? one.reason);
  return (
    <span class="line-text">
      <span class="line-title">
        {texts.types[of.content_type] ?? of.content_type}: {reasons.join(", ")}
      </span>
      <span class="small soft">
        {texts.reports(of.report_count)} · {ago(of.last_reported_at)}
      </span>
      <Named label={of.content_type === "user" ? (texts.types.user ?? "") : caseWords.value.by} of={of.author} />
    </span>
  );
}

/** A moderator's decision, with its reason. `decisions`: those that this moderator may take. */
function Decide({
  id,
  decisions,
  done,
  onDecide,
  onClose,
  children,
}: {
  id: string;
  done?: string | undefined;
  decisions: readonly Schemas["Decision"][];
  /** `clear` forgets the note: after the decision is made. */
  onDecide: (body: Schemas["ResolveRequest"], clear: () => void) => PromiseLike<unknown>;
  onClose: () => void;
  children?: ComponentChildren;
}) {
  const texts = communityWords.value;
  const decision = useSignal<Schemas["Decision"]>("dismiss");
  const days = useSignal("3");
  const { text: note, write, clear } = useDraft(`case/${id}`);
  const { isBusy, run } = useAct();
  const hasDays = decision.value === "mute" || decision.value === "suspend";
  return (
    <Dialog title={texts.decision} onClose={onClose}>
      {children}
      <PickOne
        label={texts.decision}
        value={decision.value}
        options={decisions.map((one) => [one, texts.decisions[one] ?? one] as const)}
        onValue={(value) => {
          decision.value = value as Schemas["Decision"];
        }}
      />
      {hasDays && (
        <Field
          label={texts.days}
          type="number"
          min={1}
          max={365}
          value={days.value}
          onValue={(value) => {
            days.value = value;
          }}
        />
      )}
      <TextArea label={texts.note} rows={3} maxLength={2000} value={note.value} onValue={write} />
      <Button
        kind="primary"
        isWide
        isBusy={isBusy.value}
        disabled={note.value.trim() === ""}
        onClick={async () => {
          const body = {
            decision: decision.value,
            note: note.value.trim(),
            ...(hasDays && days.value ? { days: Number(days.value) } : {}),
          } as Schemas["ResolveRequest"];
          if (await run(() => onDecide(body, clear), done)) {
            onClose();
          }
        }}
      >
        {texts.decide}
      </Button>
    </Dialog>
  );
}

/** Reported contents. Each leads to its place, and an open case to the decision about it. */
export function CaseList({
  of,
  label,
  empty,
  decisions,
  onDecide,
  mayUndo = false,
  about,
  aside,
}: {
  of: List<Schemas["CaseView"]>;
  label?: string;
  empty: ComponentChildren;
  decisions: readonly Schemas["Decision"][];
  onDecide: (id: string, body: Schemas["ResolveRequest"]) => PromiseLike<unknown>;
  /** The decision can be taken back for a moment: it is sent after that. */
  mayUndo?: boolean;
  /** The content of a case, where the moderator may see it. */
  about?: (id: string) => ComponentChildren;
  /** What else is said and done about a case. */
  aside?: (one: Schemas["CaseView"]) => ComponentChildren;
}) {
  const texts = communityWords.value;
  const open = useSignal<string | undefined>(undefined);
  return (
    <>
      <Listing of={of} label={label} empty={empty}>
        {(one) => {
          const path = pathOf(one);
          return (
            <li key={one.id} class="line">
              <CaseText of={one} />
              <span class="line-end">
                {aside?.(one)}
                {path && <ButtonLink href={to(path)}>{texts.see}</ButtonLink>}
                {one.status === "open" && (
                  <Button
                    kind="primary"
                    onClick={() => {
                      open.value = one.id;
                    }}
                  >
                    {texts.decide}
                  </Button>
                )}
              </span>
            </li>
          );
        }}
      </Listing>
      {open.value && (
        <Decide
          id={open.value}
          decisions={decisions}
          onClose={() => {
            open.value = undefined;
          }}
          done={mayUndo ? undefined : texts.decided}
          onDecide={async (body, clear) => {
            const id = open.value ?? "";
            const one = of.items?.find((item) => item.id === id);
            const decide = async () => {
              await onDecide(id, body);
              clear();
            };
            if (mayUndo && one) {
              of.dropLater(one, decide, texts.decided);
            } else {
              await decide();
              of.again();
            }
          }}
        >
          {about?.(open.value)}
        </Decide>
      )}
    </>
  );
}
