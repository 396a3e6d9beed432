import "../../parts/listing.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { copy } from "../../app/copy.js";
import { useList } from "../../app/list.js";
import { useLoad } from "../../app/load.js";
import { to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { Listing } from "../../parts/listing.js";
import { NeedAccount } from "../../parts/need-account.js";
import { payable } from "../../parts/pay.js";
import { readKept } from "../../store/answers.js";
import { returns } from "../../store/feed.js";
import { log } from "../../store/log.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Failure } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { ago, day, dayClock, money } from "../../words/format.js";
import { type Audit, audit, type LedgerEntry } from "./ledger.js";
import { walletWords } from "./words.js";

export default function Wallet() {
  return (
    <Screen title={walletWords.value.title} class="page">
      <NeedAccount isFull>
        <Body />
      </NeedAccount>
    </Screen>
  );
}

const verdict = (found: Audit) => {
  const texts = walletWords.value;
  return found.wrong ? texts.wrong(dayClock(found.wrong.created_at)) : found.isOther ? texts.isOther : texts.sound(found.count);
};

interface Known {
  balance: number;
  packs: readonly Schemas["CreditPackView"][];
  referral: Schemas["ReferralView"];
  referrals: Schemas["ReferralsView"];
  boosts: Schemas["BoostsView"];
}

async function readWallet(): Promise<Known> {
  const [wallet, packs, referral, referrals, boosts] = await Promise.all([
    api.wallet.get(),
    api.wallet.packs(),
    api.me.getReferral(),
    api.payments.referrals(),
    api.boosts.get(),
  ]);
  return { balance: wallet.balance, packs, referral, referrals, boosts };
}

function Body() {
  const texts = walletWords.value;
  const known = useSignal<Known | undefined>(undefined);
  // The log tells each change of the credits; what belongs to it is read again.
  const credits = log.value.wallet?.balance;
  const entries = useList(
    (cursor) => (cursor ? api.wallet.entries({ limit: 20, cursor }) : readKept("wallet entries", () => api.wallet.entries({ limit: 20 }))),
    [me.value?.id],
    { again: [credits, returns.value] },
  );
  const orders = useList(
    (cursor) => (cursor ? api.orders.list({ limit: 10, cursor }) : readKept("orders", () => api.orders.list({ limit: 10 }))),
    [me.value?.id],
    { again: [credits, returns.value] },
  );
  const { run } = useAct();
  const auditing = useAct();
  const found = useSignal<Audit | undefined>(undefined);
  const loading = useLoad(async () => {
    known.value = await readKept("wallet", readWallet);
  }, [me.value?.id, credits]);
  if (loading.error && !known.value) {
    return <Failure error={loading.error} retry={loading.again} />;
  }
  /** Reads the whole history and adds it up here, so that the balance need not be taken on trust. */
  const check = () =>
    auditing.run(async () => {
      const all: LedgerEntry[] = [];
      let cursor: string | undefined;
      do {
        const page = await api.wallet.entries({ limit: 100, ...(cursor ? { cursor } : {}) });
        all.push(...page.items);
        cursor = page.next_cursor ?? undefined;
      } while (cursor);
      found.value = audit(all, (await api.wallet.get()).balance);
    });
  const isSound = !found.value?.wrong && !found.value?.isOther;
  const now = known.value;
  const next = now?.referrals.next_reward;
  return (
    <>
      <header class="page-head">
        <h1>{texts.title}</h1>
        <ButtonLink kind="quiet" icon="star" href={to("/plans")}>
          {texts.plans}
        </ButtonLink>
      </header>
      <div class="grid-2 level">
        <section class="panel calm balance" aria-labelledby="balance">
          <h2 id="balance">{texts.balance}</h2>
          <p class="big-number">{credits !== undefined || now ? texts.credits(credits ?? now?.balance ?? 0) : "…"}</p>
          <p class="small soft">{texts.worth}</p>
          <ul class="rows">
            {Object.entries(texts.uses).map(([path, text]) => (
              <li key={path} class="line">
                <a href={to(path)}>{text}</a>
              </li>
            ))}
          </ul>
        </section>
        <section class="panel" aria-labelledby="packs">
          <h2 id="packs">{texts.get}</h2>
          <ul class="rows">
            {now?.packs.map((pack) => (
              <li key={pack.id} class="line">
                <span class="line-text line-title line-short">{texts.credits(pack.credits)}</span>
                <span class="line-end">
                  <bdi>{money(pack.amount_cents, pack.currency)}</bdi>
                  <Button onClick={() => run(() => payable(() => api.wallet.buyPack(pack.id), "/wallet"))}>{texts.buy}</Button>
                </span>
              </li>
            ))}
          </ul>
        </section>
        {now && (
          <section class="panel" aria-labelledby="invite">
            <h2 id="invite">{texts.invite}</h2>
            <p class="soft">{texts.inviteText}</p>
            <p class="row">
              <span class="small soft">{texts.code}</span>
              <strong class="mono" dir="ltr">
                {now.referral.code}
              </strong>
              <Button icon="link" onClick={() => copy(`${location.origin}${to("/register")}?referral=${now.referral.code}`)}>
                {texts.copy}
              </Button>
            </p>
            <dl class="figures">
              <div>
                <dd>{now.referral.referrals_count}</dd>
                <dt>{texts.registered}</dt>
              </div>
              <div>
                <dd>{now.referrals.conversions}</dd>
                <dt>{texts.conversions}</dt>
              </div>
              <div>
                <dd>{now.referrals.credits_earned}</dd>
                <dt>{texts.earned}</dt>
              </div>
            </dl>
            {next && (
              <p class="small soft">
                {texts.next(next.missing, next.months ?? 0, `Community ${String(next.plan).replace(/^./, (first) => first.toUpperCase())}`)}
              </p>
            )}
          </section>
        )}
        {now && (
          <section class="panel" aria-labelledby="boost">
            <h2 id="boost">{texts.boost}</h2>
            <p class="soft">{now.boosts.boosted_until ? texts.boosted(dayClock(now.boosts.boosted_until)) : texts.boostText}</p>
            <ul class="rows">
              {now.boosts.items.map((offer) => (
                <li key={offer.duration} class="line">
                  <span class="line-text line-title line-short">{texts.hours(offer.hours)}</span>
                  <span class="line-end">
                    <bdi>{money(offer.amount_cents, offer.currency)}</bdi>
                    <Button
                      onClick={() =>
                        run(async () => {
                          if (await payable(() => api.boosts.buy({ duration: offer.duration }), "/wallet")) {
                            loading.again();
                          }
                        })
                      }
                    >
                      {texts.buy}
                    </Button>
                  </span>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
      <div class="grid-2">
        <section class="panel" aria-labelledby="entries">
          <div class="panel-head">
            <h2 id="entries">{texts.entries}</h2>
            <Button kind="quiet" icon="shield" isBusy={auditing.isBusy.value} onClick={check}>
              {texts.verify}
            </Button>
          </div>
          <p class="small" role="status">
            {found.value && <Tag kind={isSound ? "good" : "warn"}>{verdict(found.value)}</Tag>}
          </p>
          <Listing of={entries} empty={<p class="soft">{texts.none}</p>}>
            {(entry) => (
              <li key={`${entry.created_at}${entry.balance_after}`} class="line">
                <span class="line-text">
                  <span class="line-title">{texts.kinds[entry.kind] ?? entry.kind}</span>
                  <span class="small soft">
                    <bdi>{entry.description}</bdi> {ago(entry.created_at)}
                  </span>
                </span>
                <span class="line-end">
                  <Tag kind={entry.amount > 0 ? "good" : "plain"}>
                    <bdi>{entry.amount > 0 ? `+${entry.amount}` : entry.amount}</bdi>
                  </Tag>
                  <span class="small soft">{texts.after(entry.balance_after)}</span>
                </span>
              </li>
            )}
          </Listing>
        </section>
        <section class="panel" aria-labelledby="orders">
          <h2 id="orders">{texts.orders}</h2>
          <Listing of={orders} empty={<p class="soft">{texts.ordersNone}</p>}>
            {(order) => (
              <li key={order.id} class="line">
                <span class="line-text">
                  <a href={to(`/orders/${order.id}`)} dir="auto">
                    {order.description}
                  </a>
                  <span class="small soft">{day(order.created_at)}</span>
                </span>
                <span class="line-end">
                  <Tag>{texts.status[order.status] ?? order.status}</Tag>
                </span>
              </li>
            )}
          </Listing>
        </section>
      </div>
    </>
  );
}
