import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { useForm } from "../../app/form.js";
import { useLoad } from "../../app/load.js";
import { useTogether } from "../../parts/together.js";
import { Button } from "../../ui/button.js";
import { Field } from "../../ui/field.js";
import { Bone, Failure, Skeleton } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { toast } from "../../ui/toast.js";
import { ago } from "../../words/format.js";
import { device } from "./device.js";
import { securityWords } from "./words.js";

/** The telephone number: changed by a code that is texted to the new one. */
export function Phone() {
  const texts = securityWords.value;
  const now = useSignal<Schemas["ContactView"] | undefined>(undefined);
  const form = useForm(["phone", "password"]);
  const proof = useForm(["code"]);
  const { run } = useAct();
  const loading = useLoad(async () => {
    now.value = await api.me.getPhone();
  }, [me.value?.id]);
  useTogether(loading);
  const pending = now.value?.pending;
  const isUnproven = Boolean(pending ?? (now.value?.value && !now.value.verified_at));
  return (
    <section class="panel" aria-labelledby="phone">
      <h2 id="phone">{texts.phone}</h2>
      <p class="row">
        <bdi>{now.value?.value ?? texts.none}</bdi>
        {now.value?.value && now.value.verified_at && (
          <Tag kind="good" icon="check">
            {texts.proven}
          </Tag>
        )}
      </p>
      {isUnproven && (
        <form
          class="stack"
          noValidate
          aria-label={texts.code}
          onSubmit={(submit) => {
            submit.preventDefault();
            void proof.submit(async () => {
              await api.auth.verifyPhone({ code: (proof.values.code.value ?? "").trim() });
              proof.values.code.value = "";
              toast(texts.proven);
              loading.again();
            });
          }}
        >
          {pending && <p>{texts.waitsForCode(String(pending.value))}</p>}
          <Field label={texts.code} inputMode="numeric" autocomplete="one-time-code" dir="ltr" maxLength={6} {...proof.of("code")} />
          {proof.error.value && (
            <p class="field-error" role="alert">
              {proof.error.value}
            </p>
          )}
          <div class="row">
            <Button type="submit" kind="primary" isBusy={proof.isBusy.value}>
              {texts.prove}
            </Button>
            {pending ? (
              <Button kind="quiet" onClick={() => run(() => api.me.withdrawPhone().then(loading.again))}>
                {texts.withdraw}
              </Button>
            ) : (
              <Button kind="quiet" onClick={() => run(() => api.auth.resendVerification({ channel: "phone" }), texts.codeSent)}>
                {texts.codeAgain}
              </Button>
            )}
          </div>
        </form>
      )}
      <form
        class="stack"
        noValidate
        aria-label={texts.newPhone}
        onSubmit={(submit) => {
          submit.preventDefault();
          void form.submit(async () => {
            await api.me.changePhone({ phone: (form.values.phone.value ?? "").trim(), password: form.values.password.value || null });
            form.values.phone.value = "";
            form.values.password.value = "";
            toast(texts.codeSent);
            loading.again();
          });
        }}
      >
        <div class="fields">
          <Field label={texts.newPhone} hint={texts.phoneHint} type="tel" autocomplete="tel" dir="ltr" {...form.of("phone")} />
          <Field label={texts.current} type="password" autocomplete="current-password" dir="ltr" {...form.of("password")} />
        </div>
        {form.error.value && (
          <p class="field-error" role="alert">
            {form.error.value}
          </p>
        )}
        <div>
          <Button type="submit" isBusy={form.isBusy.value}>
            {texts.changePhone}
          </Button>
        </div>
      </form>
    </section>
  );
}

/** The latest attempts to sign in, so that a person sees those that were not theirs. */
export function SignIns() {
  const texts = securityWords.value;
  const all = useSignal<readonly Schemas["SignInView"][] | undefined>(undefined);
  const loading = useLoad(async () => {
    all.value = (await api.auth.listSignIns()).items;
  }, [me.value?.id]);
  useTogether(loading);
  return (
    <section class="panel" aria-labelledby="sign-ins">
      <h2 id="sign-ins">{texts.signIns}</h2>
      <p class="soft">{texts.signInsText}</p>
      {loading.error && !all.value ? (
        <Failure error={loading.error} retry={loading.again} />
      ) : !all.value ? (
        <Skeleton>
          <Bone kind="row" />
        </Skeleton>
      ) : (
        <ul class="rows">
          {all.value.slice(0, 20).map((one) => (
            <li key={`${one.last_at}${one.outcome}${one.network}`} class="line">
              <span class="line-text">
                <span class="line-title">
                  <bdi>{device(one.user_agent) || texts.unknown}</bdi>
                </span>
                <span class="small soft">
                  {ago(one.last_at)} · <bdi>{one.network}</bdi>
                  {one.count > 1 && ` · ${texts.times(one.count)}`}
                </span>
              </span>
              <span class="line-end">
                <Tag kind={one.outcome === "signed_in" ? "good" : "warn"}>{texts.outcomes[one.outcome] ?? one.outcome}</Tag>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
