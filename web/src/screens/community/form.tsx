import "../../parts/listing.css";
import { type Schemas, ValidationFailed } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api } from "../../app/api.js";
import { faultsOf } from "../../app/form.js";
import type { CommunityView } from "../../store/store.js";
import { Button } from "../../ui/button.js";
import { Check, Field, PickOne, TextArea } from "../../ui/field.js";
import { ServerHtml } from "../../ui/html.js";
import { sentence } from "../../ui/states.js";
import { priceOf, unitsOf } from "../../words/amount.js";
import { words } from "../../words/words.js";
import { communityWords } from "./words.js";

/** The fields of a community: for a new one and for changes. */
export function CommunityForm({
  community,
  action,
  onSave,
}: {
  community?: CommunityView;
  action: string;
  onSave: (body: Schemas["CommunityDraft"]) => PromiseLike<unknown>;
}) {
  const texts = communityWords.value;
  const form = useSignal({
    name: community?.name ?? "",
    kind: community?.kind ?? "community",
    category: community?.category ?? "Social",
    description: community?.description ?? "",
    rules: community?.rules ?? "",
    visibility: community?.visibility ?? "public",
    price: community?.price_cents ? priceOf(community.price_cents, community.currency ?? "AED") : "",
    currency: community?.currency ?? "AED",
    billing: community?.billing ?? "one_time",
    interest: community?.interest ?? "",
    tags: community?.tags.join(", ") ?? "",
    region: community?.region ?? "",
    isOnWeb: community?.is_on_web ?? true,
  });
  const errors = useSignal<Record<string, string>>({});
  const problem = useSignal("");
  const { isBusy, run } = useAct();
  const now = form.value;
  type Name = Exclude<keyof typeof now, "isOnWeb">;
  const of = (name: Name) => ({
    value: now[name],
    error: errors.value[name],
    onValue: (value: string) => {
      form.value = { ...form.value, [name]: value };
    },
  });
  const options = (all: Record<string, string>) => Object.entries(all);
  const save = () =>
    run(async () => {
      errors.value = {};
      problem.value = "";
      if (!now.name.trim()) {
        errors.value = { name: words.value.errors.required };
        return;
      }
      const text = (name: Name) => now[name].trim() || null;
      const currency = now.currency.trim().toUpperCase();
      try {
        await onSave({
          name: now.name.trim(),
          kind: now.kind as "community",
          category: now.kind === "circle" ? now.category : null,
          description: text("description"),
          rules: text("rules"),
          visibility: now.visibility as "public",
          ...(now.visibility === "paid"
            ? {
                price_cents: unitsOf(now.price, currency),
                currency,
                billing: now.billing as "one_time",
              }
            : {}),
          interest: text("interest"),
          region: text("region"),
          tags: now.tags
            .split(/[,،]/)
            .map((tag) => tag.trim())
            .filter(Boolean),
          is_on_web: now.isOnWeb,
        });
      } catch (error) {
        if (error instanceof ValidationFailed) {
          errors.value = faultsOf(error, currency);
        }
        problem.value = sentence(error);
      }
    });
  return (
    <form
      class="fields"
      noValidate
      onSubmit={(submit) => {
        submit.preventDefault();
        void save();
      }}
    >
      <div class="whole">
        <Field label={texts.name} maxLength={100} dir="auto" required {...of("name")} />
      </div>
      <div class="whole">
        <TextArea label={texts.description} maxLength={5000} rows={5} {...of("description")} />
      </div>
      <div class="whole stack">
        <TextArea label={texts.rules} hint={texts.rulesHint} maxLength={5000} rows={5} {...of("rules")} />
        <Preview rules={now.rules.trim()} />
      </div>
      {!community && <PickOne label={texts.kind} options={options(texts.kinds)} {...of("kind")} />}
      {now.kind === "circle" && <PickOne label={texts.category} options={options(texts.categories)} {...of("category")} />}
      <PickOne label={texts.visibility} options={options(texts.visibilities)} {...of("visibility")} />
      {now.visibility === "paid" && (
        <>
          <Field label={texts.price} type="number" min={0} step="any" {...of("price")} />
          <Field label={texts.currency} maxLength={3} dir="ltr" {...of("currency")} />
          <PickOne label={texts.billing} options={options(texts.billings)} {...of("billing")} />
        </>
      )}
      <Field label={texts.interest} maxLength={50} dir="auto" {...of("interest")} />
      <Field label={texts.region} maxLength={100} dir="auto" {...of("region")} />
      <div class="whole">
        <Field label={texts.tags} dir="auto" {...of("tags")} />
      </div>
      <div class="whole">
        <Check
          label={texts.onWeb}
          isOn={now.isOnWeb}
          onChange={(isOnWeb) => {
            form.value = { ...form.value, isOnWeb };
          }}
        />
      </div>
      {problem.value && (
        <p class="field-error whole" role="alert">
          {problem.value}
        </p>
      )}
      <div class="whole row">
        <Button kind="primary" type="submit" isBusy={isBusy.value}>
          {action}
        </Button>
      </div>
    </form>
  );
}

/** The rules as the server shows them, which alone makes HTML of a text. Those that are written on are asked for again. */
function Preview({ rules }: { rules: string }) {
  const texts = communityWords.value;
  const shown = useSignal({ rules: "", html: "" });
  const { isBusy, run } = useAct();
  if (!rules) {
    return null;
  }
  return (
    <>
      <p>
        <Button
          kind="quiet"
          isBusy={isBusy.value}
          onClick={() =>
            run(async () => {
              shown.value = { rules, html: (await api.communities.previewRules({ rules })).rules_html };
            })
          }
        >
          {texts.preview}
        </Button>
      </p>
      {shown.value.rules === rules && (
        <section class="panel" aria-label={texts.previewOf} aria-live="polite">
          <ServerHtml html={shown.value.html} />
        </section>
      )}
    </>
  );
}
