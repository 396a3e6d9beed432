import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { useLoad } from "../../app/load.js";
import { payable } from "../../parts/pay.js";
import { readKept } from "../../store/answers.js";
import { returns } from "../../store/feed.js";
import type { CommunityView } from "../../store/store.js";
import { Button } from "../../ui/button.js";
import { Tag } from "../../ui/tag.js";
import { day, money } from "../../words/format.js";
import { catalogue } from "../../words/words.js";

const accessWords = catalogue({
  en: {
    until: (when: string) => `Paid until ${when}`,
    ended: (when: string) => `Your paid time ended on ${when}`,
    renew: (price: string) => `Pay for the next month · ${price}`,
  },
  ar: {
    until: (when: string) => `مدفوع حتى ${when}`,
    ended: (when: string) => `انتهت مدتك المدفوعة ${when}`,
    renew: (price: string) => `ادفع الشهر القادم · ${price}`,
  },
});

/** Milliseconds before the end in which the next month can be paid: the server refuses it earlier. */
const Offered = 3 * 86_400_000;

/** Where a member's paid time stands. */
export function stateOf(paidUntil: string, now = Date.now()): "paid" | "due" | "ended" {
  const left = Date.parse(paidUntil) - now;
  return left > Offered ? "paid" : left > 0 ? "due" : "ended";
}

/** Until when a member has paid, and the way to the next month. Nothing where the access does not end, or costs nothing. */
export function PaidAccess({ community }: { community: CommunityView }) {
  const texts = accessWords.value;
  const { id } = community;
  const mayEnd = community.visibility === "paid" && community.billing === "monthly" && community.my_role === "member";
  const access = useSignal<Schemas["AccessView"] | undefined>(undefined);
  const { isBusy, run } = useAct();
  // Where it cannot be read, the rest of the community is shown.
  const loading = useLoad(async () => {
    access.value = mayEnd ? await readKept(`access ${id}`, () => api.communities.access(id)) : undefined;
  }, [id, mayEnd, me.value?.id, returns.value]);
  const until = access.value?.paid_until;
  if (!until) {
    return null;
  }
  const state = stateOf(until);
  const order = access.value?.order;
  const price = money(order?.amount_cents ?? community.price_cents ?? 0, order?.currency ?? community.currency ?? "USD");
  const renew = () =>
    run(async () => {
      if (await payable(() => api.communities.renewAccess(id), `/communities/${id}`)) {
        loading.again();
      }
    });
  return (
    <>
      <p class="row small">
        <Tag kind={state === "paid" ? "plain" : "warn"} icon="clock">
          {state === "ended" ? texts.ended(day(until)) : texts.until(day(until))}
        </Tag>
      </p>
      {state === "due" && (
        <Button kind="primary" isWide isBusy={isBusy.value} onClick={renew}>
          {texts.renew(price)}
        </Button>
      )}
    </>
  );
}
