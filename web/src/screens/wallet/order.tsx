import "../../parts/listing.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { useLoad } from "../../app/load.js";
import { useNotified } from "../../app/notified.js";
import { query, type ScreenProps, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { HoldLeft } from "../../parts/hold-left.js";
import { NeedAccount } from "../../parts/need-account.js";
import { payByCard } from "../../parts/pay.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Bone, Failure, Skeleton } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { day, dayClock, money } from "../../words/format.js";
import { walletWords } from "./words.js";

/** Milliseconds between two looks at an order whose payment is on its way. */
const Interval = 1500;

export default function OrderPage({ parameters: { id = "" } }: ScreenProps) {
  return (
    <Screen title={walletWords.value.order} class="page narrow">
      <NeedAccount>
        <Body id={id} />
      </NeedAccount>
    </Screen>
  );
}

function Body({ id }: { id: string }) {
  const texts = walletWords.value;
  const order = useSignal<Schemas["OrderView"] | undefined>(undefined);
  const balance = useSignal(0);
  const { isBusy, run } = useAct();
  const wanted = query.value.get("back") ?? "";
  const back = wanted.startsWith(to("/")) ? wanted : to("/wallet");
  const isSeat = back.startsWith(to("/events/"));
  const isReturned = query.value.get("paid") !== null;
  const loading = useLoad(async () => {
    const [one, wallet] = await Promise.all([api.orders.get(id), api.wallet.get().catch(() => ({ balance: 0 }))]);
    order.value = one;
    balance.value = wallet.balance;
  }, [id, me.value?.id]);
  useNotified(id, loading.again);
  const now = order.value;
  const isWaiting = isReturned && (now?.status === "open" || now?.status === "paid");
  useEffect(() => {
    if (!isWaiting) {
      return;
    }
    const timer = setInterval(() => {
      api.orders.get(id).then(
        (one) => {
          order.value = one;
        },
        () => {},
      );
    }, Interval);
    return () => clearInterval(timer);
  }, [isWaiting, id]);
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
  const isDone = now.status === "fulfilled" || now.status === "paid";
  const isOpen = now.status === "open";
  const refused = now.refunds.find((one) => one.status === "failed" && one.way === null);
  const paid = now.payments.find((one) => one.succeeded_at !== null);
  return (
    <>
      <header class="stack">
        <p class="soft small">
          {texts.order} · {day(now.created_at)}
        </p>
        <h1 dir="auto">{now.description}</h1>
        <p class="row">
          <Tag kind={isDone ? "good" : isOpen ? "warn" : "plain"} icon={isDone ? "check" : "clock"}>
            {texts.status[now.status] ?? now.status}
          </Tag>
        </p>
      </header>
      <section class="panel">
        <p class="big-number">
          {now.amount_cents > 0 ? money(now.amount_cents, now.currency) : now.price_credits !== null && texts.credits(now.price_credits)}
        </p>
        {isWaiting && isOpen ? (
          <p role="status">{texts.waiting}</p>
        ) : isOpen ? (
          <>
            {query.value.get("cancelled") !== null && <p role="status">{texts.notPaid}</p>}
            <p class="soft">
              {isSeat ? <HoldLeft until={now.expires_at} onOver={loading.again} /> : texts.until(dayClock(now.expires_at))}
            </p>
            {now.payment_methods.includes("card") && (
              <Button kind="primary" isWide isBusy={isBusy.value} onClick={() => run(() => payByCard(id, back))}>
                {texts.card}
              </Button>
            )}
            {now.payment_methods.includes("credits") && now.price_credits !== null && (
              <>
                <Button
                  isWide
                  icon="wallet"
                  isBusy={isBusy.value}
                  disabled={balance.value < now.price_credits}
                  onClick={() =>
                    run(async () => {
                      order.value = await api.orders.payWithCredits(id);
                    })
                  }
                >
                  {texts.withCredits(now.price_credits)}
                </Button>
                <p class="small soft">
                  {texts.left(balance.value)} {balance.value >= now.price_credits && texts.leaves(balance.value - now.price_credits)}
                </p>
              </>
            )}
          </>
        ) : null}
        {isDone && (
          <ButtonLink kind="primary" isWide href={back}>
            {texts.goOn}
          </ButtonLink>
        )}
        {refused && (
          <Button
            isWide
            onClick={() =>
              run(async () => {
                order.value = await api.payments.takeRefundAsCredits(refused.id);
              })
            }
          >
            {texts.asCredits}
          </Button>
        )}
      </section>
      {paid && (
        <p class="small soft">
          {texts.payment} <bdi class="mono">{paid.id}</bdi>
        </p>
      )}
      {!isDone && (
        <p>
          <ButtonLink kind="quiet" href={isSeat ? `${back}?cancelled=1` : back}>
            {texts.title}
          </ButtonLink>
        </p>
      )}
    </>
  );
}
