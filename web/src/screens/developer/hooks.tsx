import "../../parts/listing.css";
import "./developer.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { useForm } from "../../app/form.js";
import { useList } from "../../app/list.js";
import { to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { Listing } from "../../parts/listing.js";
import { NeedAccount } from "../../parts/need-account.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Check, Field } from "../../ui/field.js";
import { Empty } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { ago } from "../../words/format.js";
import { types } from "./scopes.js";
import { Secret } from "./secret.js";
import { ToForm } from "./to-form.js";
import { developerWords } from "./words.js";

export default function Hooks() {
  const texts = developerWords.value;
  return (
    <Screen title={texts.hooks} class="page tight">
      <NeedAccount isFull>
        <header class="stack">
          <h1>{texts.hooks}</h1>
          <p class="soft">{texts.hooksLead}</p>
        </header>
        <Body />
      </NeedAccount>
    </Screen>
  );
}

/** Whether it is called, in words. */
export function HookState({ hook }: { hook: Schemas["WebhookView"] }) {
  const texts = developerWords.value;
  return !hook.is_enabled ? (
    <Tag kind={hook.disabled_reason ? "warn" : "plain"}>{texts.off}</Tag>
  ) : hook.failing_since ? (
    <Tag kind="warn">{texts.failing(ago(hook.failing_since))}</Tag>
  ) : (
    <Tag kind="good">{texts.works}</Tag>
  );
}

function Body() {
  const texts = developerWords.value;
  const all = useList((cursor) => api.webhooks.list({ limit: 50, cursor }), [me.value?.id]);
  const secret = useSignal("");
  return (
    <>
      <Listing
        of={all}
        label={texts.hooks}
        empty={
          <Empty icon="link" title={texts.hooksNone} text={texts.hooksNoneText}>
            <ToForm id="new-hook" />
          </Empty>
        }
      >
        {(hook) => (
          <li key={hook.id} class="line">
            <span class="line-text">
              <a href={to(`/account/webhooks/${hook.id}`)} class="hook-url" dir="ltr">
                {hook.url}
              </a>
              <span class="small soft">
                {hook.description && (
                  <>
                    <bdi>{hook.description}</bdi>
                    {" · "}
                  </>
                )}
                {hook.event_types.length === 0 ? texts.allTypes : texts.typesOf(hook.event_types.length)}
              </span>
            </span>
            <span class="line-end">
              <HookState hook={hook} />
              <ButtonLink href={to(`/account/webhooks/${hook.id}`)} aria-label={`${texts.open}: ${hook.url}`}>
                {texts.open}
              </ButtonLink>
            </span>
          </li>
        )}
      </Listing>
      <NewHook
        onMade={(made) => {
          secret.value = made.secret;
          all.again();
        }}
      />
      <Secret label={texts.hookSecret} secret={secret} />
    </>
  );
}

function NewHook({ onMade }: { onMade: (made: Schemas["NewWebhook"]) => void }) {
  const texts = developerWords.value;
  const form = useForm(["url", "description", "event_types"]);
  const { run } = useAct();
  const isAll = useSignal(true);
  const chosen = useSignal<readonly string[]>([]);
  const submit = () =>
    form.submit(async () => {
      const made = await api.webhooks.create({
        url: (form.values.url.value ?? "").trim(),
        description: form.values.description.value?.trim() || null,
        event_types: isAll.value ? null : [...chosen.value],
      });
      form.values.url.value = "";
      form.values.description.value = "";
      onMade(made);
      // The first delivery shows at once whether the program answers.
      await run(() => api.webhooks.ping(made.webhook.id));
    });
  return (
    <form
      class="panel"
      aria-labelledby="new-hook"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isAll.value && chosen.value.length === 0) {
          form.errors.value = { event_types: texts.typeNeeded };
        } else {
          void submit();
        }
      }}
    >
      <h2 id="new-hook">{texts.newHook}</h2>
      <Field {...form.of("url")} label={texts.url} hint={texts.urlHint} type="url" dir="ltr" autocomplete="off" required />
      <Field {...form.of("description")} label={texts.note} hint={texts.noteHint} dir="auto" autocomplete="off" />
      <fieldset class="stack">
        <legend>{texts.types}</legend>
        <Check
          label={texts.allTypes}
          isOn={isAll.value}
          onChange={(isOn) => {
            isAll.value = isOn;
          }}
        />
        {!isAll.value && (
          <div class="types">
            {types.map((type) => (
              <Check
                key={type}
                label={texts.names[type] ?? type}
                isOn={chosen.value.includes(type)}
                onChange={(isOn) => {
                  const rest = chosen.value.filter((one) => one !== type);
                  chosen.value = isOn ? [...rest, type] : rest;
                }}
              />
            ))}
          </div>
        )}
      </fieldset>
      {(form.error.value || form.errors.value.event_types) && (
        <p class="field-error" role="alert">
          {form.error.value || form.errors.value.event_types}
        </p>
      )}
      <div>
        <Button type="submit" kind="primary" isBusy={form.isBusy.value}>
          {texts.newHook}
        </Button>
      </div>
    </form>
  );
}
