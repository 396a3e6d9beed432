import "../developer/developer.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { useForm } from "../../app/form.js";
import { useList } from "../../app/list.js";
import { Confirm } from "../../parts/confirm.js";
import { Listing } from "../../parts/listing.js";
import { reportWords } from "../../parts/report.js";
import { Button } from "../../ui/button.js";
import { Check, Field, PickOne } from "../../ui/field.js";
import { Tag } from "../../ui/tag.js";
import { words } from "../../words/words.js";
import { adminWords } from "./words.js";

type Rule = Schemas["RuleView"];

const kinds = ["words", "links", "rate", "new_account"] as const;
const types = ["message", "thread", "community", "event", "user"] as const;

/** What a rule looks for, in one line. */
function said(rule: Rule): string {
  const texts = adminWords.value;
  switch (rule.kind) {
    case "words":
      return rule.words.join(", ");
    case "links":
      return rule.hosts.length > 0 ? rule.hosts.join(", ") : texts.newFor(rule.hours ?? 0);
    case "rate":
      return texts.rateOf(rule.count ?? 0, rule.minutes ?? 0);
    default:
      return texts.newFor(rule.hours ?? 0);
  }
}

/** The rules that look at texts before people do. */
export function Rules() {
  const texts = adminWords.value;
  const all = useList<Rule>((cursor) => api.moderation.rules({ limit: 50, cursor }), [me.value?.id]);
  const gone = useSignal<Rule | undefined>(undefined);
  const { run } = useAct();
  return (
    <>
      <p class="soft">{texts.rulesLead}</p>
      <Listing of={all} label={texts.rules} empty={<p class="soft">{texts.rulesNone}</p>}>
        {(rule) => (
          <li key={rule.id} class="line">
            <span class="line-text">
              <span class="line-title">
                <bdi>{rule.name}</bdi>
              </span>
              <span class="small soft">
                {texts.kinds[rule.kind] ?? rule.kind}: <bdi>{said(rule)}</bdi>
              </span>
              <span class="small soft">{rule.content_types.map((type) => texts.types[type] ?? type).join(", ")}</span>
            </span>
            <span class="line-end">
              <Tag kind={rule.action === "hold" ? "warn" : "plain"}>{texts.actions[rule.action] ?? rule.action}</Tag>
              <Button
                aria-pressed={rule.is_enabled}
                onClick={() =>
                  run(async () => {
                    const next = await api.moderation.updateRule(rule.id, { is_enabled: !rule.is_enabled });
                    all.change((items) => items.map((one) => (one.id === next.id ? next : one)));
                  })
                }
              >
                {rule.is_enabled ? texts.ruleOn : texts.ruleOff}
              </Button>
              <Button
                kind="quiet"
                onClick={() => {
                  gone.value = rule;
                }}
              >
                {words.value.common.delete}
              </Button>
            </span>
          </li>
        )}
      </Listing>
      <NewRule onMade={(rule) => all.change((items) => [...items, rule])} />
      {gone.value && (
        <Confirm
          title={texts.ruleDelete}
          action={words.value.common.delete}
          onClose={() => {
            gone.value = undefined;
          }}
          work={async () => {
            const id = gone.value?.id ?? "";
            await api.moderation.deleteRule(id);
            all.change((items) => items.filter((one) => one.id !== id));
          }}
        >
          <p>
            <bdi>{gone.value.name}</bdi>
          </p>
        </Confirm>
      )}
    </>
  );
}

const split = (text: string) =>
  text
    .split(/[,،\n]/)
    .map((part) => part.trim())
    .filter(Boolean);

function NewRule({ onMade }: { onMade: (rule: Rule) => void }) {
  const texts = adminWords.value;
  const form = useForm(["name", "words", "hosts", "hours", "count", "minutes", "content_types"]);
  const kind = useSignal<(typeof kinds)[number]>("words");
  const action = useSignal<Schemas["RuleAction"]>("report");
  const reason = useSignal<Schemas["ReportReason"]>("spam");
  const chosen = useSignal<readonly (typeof types)[number][]>(["message", "thread"]);
  const text = (name: "name" | "words" | "hosts" | "hours" | "count" | "minutes") => (form.values[name].value ?? "").trim();
  const number = (name: "hours" | "count" | "minutes") => (text(name) ? Number(text(name)) : null);
  const submit = () =>
    form.submit(async () => {
      onMade(
        await api.moderation.addRule({
          name: text("name"),
          kind: kind.value,
          action: action.value,
          reason: reason.value,
          content_types: [...chosen.value],
          words: kind.value === "words" ? split(text("words")) : null,
          hosts: kind.value === "links" && text("hosts") ? split(text("hosts")) : null,
          hours: kind.value === "new_account" || (kind.value === "links" && !text("hosts")) ? number("hours") : null,
          count: kind.value === "rate" ? number("count") : null,
          minutes: kind.value === "rate" ? number("minutes") : null,
        }),
      );
      form.values.name.value = "";
    });
  return (
    <form
      class="panel"
      noValidate
      aria-labelledby="new-rule"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h2 id="new-rule">{texts.ruleNew}</h2>
      <Field label={texts.ruleName} dir="auto" maxLength={100} {...form.of("name")} />
      <div class="fields">
        <PickOne
          label={texts.ruleKind}
          value={kind.value}
          options={kinds.map((one) => [one, texts.kinds[one] ?? one])}
          onValue={(value) => {
            kind.value = value as (typeof kinds)[number];
          }}
        />
        <PickOne
          label={texts.ruleAction}
          value={action.value}
          options={Object.entries(texts.actions)}
          onValue={(value) => {
            action.value = value as Schemas["RuleAction"];
          }}
        />
        <PickOne
          label={reportWords.value.reason}
          value={reason.value}
          options={Object.entries(reportWords.value.reasons)}
          onValue={(value) => {
            reason.value = value as Schemas["ReportReason"];
          }}
        />
      </div>
      {kind.value === "words" && <Field label={texts.ruleWords} hint={texts.ruleCommas} dir="auto" {...form.of("words")} />}
      {kind.value === "links" && <Field label={texts.ruleHosts} hint={texts.ruleHostsHint} dir="ltr" {...form.of("hosts")} />}
      {(kind.value === "links" || kind.value === "new_account") && (
        <Field label={texts.ruleHours} type="number" min={1} max={720} {...form.of("hours")} />
      )}
      {kind.value === "rate" && (
        <div class="fields">
          <Field label={texts.ruleCount} type="number" min={1} max={1000} {...form.of("count")} />
          <Field label={texts.ruleMinutes} type="number" min={1} max={1440} {...form.of("minutes")} />
        </div>
      )}
      <fieldset class="stack">
        <legend>{texts.ruleTypes}</legend>
        <div class="types">
          {types.map((type) => (
            <Check
              key={type}
              label={texts.types[type] ?? type}
              isOn={chosen.value.includes(type)}
              onChange={(isOn) => {
                const rest = chosen.value.filter((one) => one !== type);
                chosen.value = isOn ? [...rest, type] : rest;
              }}
            />
          ))}
        </div>
      </fieldset>
      {(form.error.value || form.errors.value.content_types) && (
        <p class="field-error" role="alert">
          {form.error.value || form.errors.value.content_types}
        </p>
      )}
      <div>
        <Button type="submit" kind="primary" isBusy={form.isBusy.value}>
          {texts.ruleNew}
        </Button>
      </div>
    </form>
  );
}
