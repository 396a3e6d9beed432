import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api, me } from "../../app/api.js";
import { useForm } from "../../app/form.js";
import { useList } from "../../app/list.js";
import { useLoad } from "../../app/load.js";
import { query, to } from "../../app/router.js";
import { Confirm } from "../../parts/confirm.js";
import { Listing } from "../../parts/listing.js";
import { PersonLine, type SomePerson } from "../../parts/person.js";
import { TableBox } from "../../parts/table-box.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Field } from "../../ui/field.js";
import { Bone, Failure, Skeleton } from "../../ui/states.js";
import { longDay, money } from "../../words/format.js";
import { adminWords } from "./words.js";

/** The ledger, and payments given back. */
export function Money() {
  return (
    <>
      <Ledger />
      <Refund />
    </>
  );
}

/** A UUID, as an order shows the number of its payment. */
const PaymentId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function Refund() {
  const texts = adminWords.value;
  const form = useForm(["id", "amount_cents", "reason"]);
  const person = query.value.get("person");
  const isAsking = useSignal(false);
  const done = useSignal<Schemas["OrderView"] | undefined>(undefined);
  const text = (name: "id" | "amount_cents" | "reason") => (form.values[name].value ?? "").trim();
  return (
    <form
      class="panel"
      noValidate
      aria-labelledby="refund"
      onSubmit={(submit) => {
        submit.preventDefault();
        const isWhole = /^([1-9]\d*)?$/.test(text("amount_cents"));
        form.errors.value = {
          ...(PaymentId.test(text("id")) ? {} : { id: texts.paymentWrong }),
          ...(isWhole ? {} : { amount_cents: texts.amountHint }),
        };
        isAsking.value = Object.keys(form.errors.value).length === 0;
      }}
    >
      <h2 id="refund">{texts.refund}</h2>
      <p class="soft">{texts.refundLead}</p>
      {person ? (
        <Received
          id={person}
          after={done.value}
          chosen={text("id")}
          onChoose={(id) => {
            form.values.id.value = id;
          }}
        />
      ) : (
        <div>
          <ButtonLink kind="quiet" href={to("/admin?part=people")}>
            {texts.findBuyer}
          </ButtonLink>
        </div>
      )}
      <Field label={texts.payment} hint={texts.paymentHint} dir="ltr" autocomplete="off" spellcheck={false} {...form.of("id")} />
      <div class="fields">
        <Field label={texts.amount} hint={texts.amountHint} type="number" min={1} {...form.of("amount_cents")} />
        <Field label={texts.reason} dir="auto" maxLength={100} {...form.of("reason")} />
      </div>
      {done.value && (
        <p class="panel calm" role="status">
          <bdi>{done.value.description}</bdi>: {texts.refundStates[done.value.status] ?? done.value.status}
        </p>
      )}
      <div>
        <Button type="submit">{texts.refund}</Button>
      </div>
      {isAsking.value && (
        <Confirm
          title={texts.refund}
          action={texts.refund}
          onClose={() => {
            isAsking.value = false;
          }}
          work={async () => {
            done.value = await api.payments.refund(text("id"), {
              amount_cents: text("amount_cents") ? Number(text("amount_cents")) : null,
              reason: text("reason") || null,
            });
            form.values.id.value = "";
            form.values.amount_cents.value = "";
            form.values.reason.value = "";
          }}
        >
          <p>{text("amount_cents") ? texts.refundPart(text("amount_cents")) : texts.refundAll}</p>
        </Confirm>
      )}
    </form>
  );
}

/** The payments of a person, of which one is chosen. They are read again `after` one was given back. */
function Received({ id, after, chosen, onChoose }: { id: string; after: unknown; chosen: string; onChoose: (payment: string) => void }) {
  const texts = adminWords.value;
  const buyer = useSignal<SomePerson | undefined>(undefined);
  const all = useList<Schemas["ReceivedPayment"]>((cursor) => api.payments.ofPerson(id, { limit: 10, cursor }), [id, me.value?.id]);
  useLoad(async () => {
    buyer.value = await api.users.get(id);
  }, [id]);
  useEffect(() => {
    if (after) {
      all.again();
    }
  }, [after]);
  const say = (amount: number, currency: string) => (currency === "credits" ? texts.credits(amount) : money(amount, currency));
  return (
    <>
      {buyer.value && <PersonLine person={buyer.value} text={<bdi>@{String(buyer.value.username)}</bdi>} />}
      <Listing of={all} label={texts.payments} empty={<p class="soft">{texts.paymentsNone}</p>}>
        {(one) => (
          <li key={one.id} class="line">
            <span class="line-text in-line">
              <span class="line-title" dir="auto">
                {one.description}
              </span>
              <span class="small soft">
                <bdi>{say(one.amount_cents, one.currency)}</bdi> · {longDay(one.paid_at)}
                {one.refunded_amount > 0 && ` · ${texts.isBack(say(one.refunded_amount, one.currency))}`}
              </span>
            </span>
            <span class="line-end">
              <Button
                aria-pressed={one.id === chosen}
                aria-label={`${texts.choose}: ${one.description}`}
                disabled={one.refunded_amount >= one.amount_cents}
                onClick={() => onChoose(one.id)}
              >
                {texts.choose}
              </Button>
            </span>
          </li>
        )}
      </Listing>
    </>
  );
}

function Ledger() {
  const texts = adminWords.value;
  const proof = useSignal<Schemas["ProofView"] | undefined>(undefined);
  const loading = useLoad(async () => {
    proof.value = await api.payments.ledgerProof();
  }, [me.value?.id]);
  const now = proof.value;
  if (!now) {
    return loading.error ? (
      <Failure error={loading.error} retry={loading.again} />
    ) : (
      <Skeleton>
        <Bone kind="row" />
      </Skeleton>
    );
  }
  return (
    <>
      <p class={now.is_balanced ? "panel calm" : "panel field-error"} role="status">
        {now.is_balanced ? texts.balanced : texts.unbalanced}
      </p>
      {now.accounts.length > 0 && (
        <TableBox label={texts.balance}>
          <table>
            <thead>
              <tr>
                <th scope="col">{texts.account}</th>
                <th scope="col">{texts.currency}</th>
                <th scope="col">{texts.balance}</th>
              </tr>
            </thead>
            <tbody>
              {now.accounts.map((one) => (
                <tr key={one.account + one.currency}>
                  <th scope="row" class="mono" dir="ltr">
                    {one.account}
                  </th>
                  <td>{one.currency}</td>
                  <td>{one.balance}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
    </>
  );
}
