import "../../parts/listing.css";
import "./developer.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { useList } from "../../app/list.js";
import { useLoad } from "../../app/load.js";
import { go, query, type ScreenProps, setQuery, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { Confirm } from "../../parts/confirm.js";
import { Listing } from "../../parts/listing.js";
import { Menu } from "../../parts/menu.js";
import { NeedAccount } from "../../parts/need-account.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Select } from "../../ui/field.js";
import { Bone, Empty, Failure, Skeleton, sentence } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { toast } from "../../ui/toast.js";
import { ago, clock, dayClock } from "../../words/format.js";
import { words } from "../../words/words.js";
import { HookState } from "./hooks.js";
import { Secret } from "./secret.js";
import { developerWords } from "./words.js";

export default function Hook({ parameters: { id = "" } }: ScreenProps) {
  return (
    <Screen title={developerWords.value.hooks} class="page tight">
      <NeedAccount isFull>
        <Body id={id} />
      </NeedAccount>
    </Screen>
  );
}

function Body({ id }: { id: string }) {
  const texts = developerWords.value;
  const hook = useSignal<Schemas["WebhookView"] | undefined>(undefined);
  const secret = useSignal("");
  const asked = useSignal<"" | "rotate" | "remove">("");
  const status = query.value.get("status") ?? "";
  const log = useList(
    (cursor) =>
      api.webhooks.deliveries(id, { limit: 30, cursor, ...(status ? { status: status as Schemas["WebhookDeliveryStatus"] } : {}) }),
    [id, status],
  );
  const { isBusy, run } = useAct();
  const loading = useLoad(async () => {
    hook.value = await api.webhooks.get(id);
  }, [id, me.value?.id]);
  const now = hook.value;
  if (!now) {
    return loading.error ? (
      <Failure error={loading.error} retry={loading.again} />
    ) : (
      <Skeleton>
        <Bone kind="title" />
        <Bone kind="row" />
      </Skeleton>
    );
  }
  const close = () => {
    asked.value = "";
  };
  const setOn = (isOn: boolean) =>
    void run(async () => {
      hook.value = await api.webhooks.update(id, { is_enabled: isOn });
    }, words.value.common.saved);
  return (
    <>
      <p>
        <ButtonLink kind="quiet" icon="back" href={to("/account/webhooks")}>
          {texts.all}
        </ButtonLink>
      </p>
      <header class="page-head">
        <div>
          <h1 class="hook-title" dir="ltr">
            {new URL(now.url).host}
          </h1>
          <p class="soft hook-url in-line" dir="ltr">
            {now.url}
          </p>
          {now.description && (
            <p class="in-line" dir="auto">
              {now.description}
            </p>
          )}
        </div>
        <div class="row">
          <HookState hook={now} />
          <Button
            isBusy={isBusy.value}
            onClick={() =>
              run(async () => {
                await api.webhooks.ping(id);
                log.again();
              }, texts.pinged)
            }
          >
            {texts.ping}
          </Button>
          <Menu
            label={words.value.common.options}
            items={[
              now.is_enabled
                ? { text: texts.stop, icon: "block", onChoose: () => setOn(false) }
                : { text: texts.on, icon: "check", onChoose: () => setOn(true) },
              {
                text: texts.rotate,
                icon: "retry",
                onChoose: () => {
                  asked.value = "rotate";
                },
              },
              {
                text: texts.remove,
                icon: "trash",
                onChoose: () => {
                  asked.value = "remove";
                },
              },
            ]}
          />
        </div>
      </header>
      {now.disabled_reason && !now.is_enabled && <p class="panel calm">{texts.disabled}</p>}
      {now.event_types.length > 0 && (
        <p class="row">
          {now.event_types.map((type) => (
            <Tag key={type}>{texts.names[type] ?? type}</Tag>
          ))}
        </p>
      )}
      <section class="panel" aria-labelledby="log">
        <div class="panel-head">
          <h2 id="log">{texts.log}</h2>
          <Select
            label={texts.log}
            value={status}
            onValue={(value) => setQuery({ status: value })}
            options={[["", texts.anyState], ...Object.entries(texts.states)]}
          />
        </div>
        <Listing of={log} label={texts.log} empty={<Empty icon="link" title={texts.logNone} text={texts.logNoneText} />}>
          {(one) => (
            <Delivery
              key={one.id}
              hookId={id}
              delivery={one}
              onChange={(next) => log.change((items) => items.map((old) => (old.id === next.id ? next : old)))}
            />
          )}
        </Listing>
      </section>
      {asked.value === "rotate" && (
        <Confirm
          title={texts.rotate}
          action={texts.rotate}
          onClose={close}
          work={async () => {
            const made = await api.webhooks.rotateSecret(id);
            hook.value = made.webhook;
            secret.value = made.secret;
          }}
        >
          <p>{texts.rotateText}</p>
        </Confirm>
      )}
      {asked.value === "remove" && (
        <Confirm
          title={texts.remove}
          action={texts.remove}
          done={texts.removed}
          onClose={close}
          work={async () => {
            await api.webhooks.delete(id);
            go("/account/webhooks", { isStep: false });
          }}
        >
          <p>{texts.removeText}</p>
        </Confirm>
      )}
      <Secret label={texts.hookSecret} secret={secret} />
    </>
  );
}

/** A delivery; its attempts are read when they are opened. */
function Delivery({
  hookId,
  delivery,
  onChange,
}: {
  hookId: string;
  delivery: Schemas["WebhookDeliveryView"];
  onChange: (next: Schemas["WebhookDeliveryView"]) => void;
}) {
  const texts = developerWords.value;
  const attempts = useSignal<readonly Schemas["WebhookAttemptView"][] | undefined>(undefined);
  const { isBusy, run } = useAct();
  const read = async () => {
    const detail = await api.webhooks.getDelivery(hookId, delivery.id);
    attempts.value = detail.attempts;
    onChange(detail.delivery);
  };
  return (
    <li>
      <div class="line">
        <span class="line-text">
          <span class="line-title">{texts.names[delivery.type] ?? delivery.type}</span>
          <span class="small soft">
            {dayClock(delivery.created_at)} · {texts.attempts(delivery.attempts)}
            {delivery.next_attempt_at && ` · ${texts.nextAt(ago(delivery.next_attempt_at))}`}
          </span>
        </span>
        <span class="line-end">
          <Tag kind={delivery.status === "delivered" ? "good" : delivery.status === "failed" ? "warn" : "plain"}>
            {texts.states[delivery.status]}
          </Tag>
          {delivery.status !== "waiting" && (
            <Button
              kind="quiet"
              isBusy={isBusy.value}
              onClick={() =>
                run(async () => {
                  attempts.value = undefined;
                  onChange(await api.webhooks.redeliver(hookId, delivery.id));
                }, texts.redelivered)
              }
            >
              {texts.redeliver}
            </Button>
          )}
        </span>
      </div>
      {delivery.attempts > 0 && (
        <details
          onToggle={(toggle) => {
            if (toggle.currentTarget.open) {
              void read().catch((error) => toast(sentence(error)));
            }
          }}
        >
          <summary class="small">{texts.details}</summary>
          <ol class="attempts">
            {attempts.value?.map((one) => (
              <li key={one.number} class="small">
                <strong>{texts.attempt(one.number)}</strong> · {clock(one.at)} ·{" "}
                {one.status ? texts.answered(one.status) : <bdi>{one.error ?? texts.noAnswer}</bdi>} · {texts.took(one.milliseconds)}
                {one.response && <pre dir="auto">{one.response}</pre>}
              </li>
            ))}
          </ol>
        </details>
      )}
    </li>
  );
}
