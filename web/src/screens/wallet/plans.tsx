import "../../parts/listing.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { useGlance } from "../../app/glance.js";
import { useLoad } from "../../app/load.js";
import { to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { Confirm } from "../../parts/confirm.js";
import { NeedAccount } from "../../parts/need-account.js";
import { Button } from "../../ui/button.js";
import { Icon } from "../../ui/icon.js";
import { Bone, Failure, Skeleton } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { day, money } from "../../words/format.js";
import { walletWords } from "./words.js";

/** Milliseconds between two looks at a plan whose payment is on its way. */
const Interval = 3000;
/** Looks at a payment that is open. */
const MostLooks = 40;

export default function Plans() {
  return (
    <Screen title={walletWords.value.plans} class="page">
      <NeedAccount isFull>
        <Body />
      </NeedAccount>
    </Screen>
  );
}

function Body() {
  const texts = walletWords.value;
  const plans = useSignal<readonly Schemas["PlanView"][]>([]);
  const mine = useSignal<Schemas["SubscriptionView"] | undefined>(undefined);
  const isEnding = useSignal(false);
  const { isBusy, run } = useAct();
  const loading = useLoad(async () => {
    [plans.value, mine.value] = await Promise.all([api.subscriptions.plans(), api.subscriptions.get()]);
  }, [me.value?.id]);
  // The payment provider tells the server a moment after the reader is back. A page of the provider that was left is not waited for.
  const looks = useSignal(0);
  useGlance(
    () => {
      looks.value++;
      api.subscriptions.get().then(
        (next) => {
          mine.value = next;
        },
        () => {},
      );
    },
    mine.value?.status === "pending" && looks.value < MostLooks ? Interval : undefined,
    [],
  );
  const now = mine.value;
  if (!now) {
    return loading.error ? (
      <Failure error={loading.error} retry={loading.again} />
    ) : (
      <Skeleton>
        <Bone kind="title" />
        <Bone kind="card" />
      </Skeleton>
    );
  }
  const choose = (plan: string) =>
    run(async () => {
      const here = `${location.origin}${to("/plans")}`;
      const answer = await api.subscriptions.subscribe({ plan, success_url: here, cancel_url: here });
      if ("checkout_url" in answer) {
        location.assign(answer.checkout_url);
      } else {
        mine.value = answer;
      }
    });
  const state = now.grace_until
    ? texts.grace(day(now.grace_until))
    : now.status === "pending"
      ? texts.pending
      : now.until
        ? (now.cancel_at_period_end ? texts.ends : texts.renews)(day(now.until))
        : "";
  return (
    <>
      <header class="stack">
        <h1>{texts.plans}</h1>
        <p class="lead">{texts.plansLead}</p>
        {state && <Tag kind={now.grace_until ? "warn" : "plain"}>{state}</Tag>}
      </header>
      <ul class="tiles">
        {plans.value.map((plan) => {
          const isMine = plan.plan === now.plan;
          return (
            <li key={plan.plan}>
              <article class={isMine ? "panel calm plan" : "panel plan"}>
                <div class="panel-head">
                  <h2>{plan.amount_cents === 0 ? texts.freePlan : plan.name}</h2>
                  {isMine && (
                    <Tag kind="good" icon="check">
                      {texts.mine}
                    </Tag>
                  )}
                </div>
                <p class="big-number">
                  {plan.amount_cents === 0 ? money(0, plan.currency) : texts.month(money(plan.amount_cents, plan.currency))}
                </p>
                <ul class="stack">
                  {(plan.amount_cents === 0 ? texts.always : plan.entitlements.map((one) => texts.allows[one] ?? one)).map((text) => (
                    <li key={text} class="plan-line small">
                      <Icon name="check" size={18} /> {text}
                    </li>
                  ))}
                </ul>
                {!isMine && plan.amount_cents > 0 && (
                  <Button kind="primary" isBusy={isBusy.value} onClick={() => choose(plan.plan)}>
                    {now.subscribed_plan ? texts.change : texts.choose}
                  </Button>
                )}
                {isMine && now.source === "subscription" && (
                  <Button
                    isBusy={isBusy.value}
                    onClick={() => {
                      if (now.cancel_at_period_end) {
                        void run(async () => {
                          mine.value = await api.subscriptions.resume();
                        });
                      } else {
                        isEnding.value = true;
                      }
                    }}
                  >
                    {now.cancel_at_period_end ? texts.resume : texts.cancel}
                  </Button>
                )}
              </article>
            </li>
          );
        })}
      </ul>
      {isEnding.value && (
        <Confirm
          title={texts.cancel}
          action={texts.cancel}
          onClose={() => {
            isEnding.value = false;
          }}
          work={async () => {
            mine.value = await api.subscriptions.cancel();
          }}
        >
          <p>{texts.cancelText(now.until ? day(now.until) : "")}</p>
        </Confirm>
      )}
    </>
  );
}
