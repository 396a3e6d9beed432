import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { api } from "../../app/api.js";
import { useForm } from "../../app/form.js";
import { useLoad } from "../../app/load.js";
import { askPasskey, hasPasskeys } from "../../app/passkey.js";
import { Button } from "../../ui/button.js";
import { Dialog } from "../../ui/dialog.js";
import { Field } from "../../ui/field.js";
import { proofWords } from "./proof-words.js";

/** Asks the person to prove that it is them: with the password, a code or a passkey. */
export function Proof({ onEnd }: { onEnd: (isProven: boolean) => void }) {
  const texts = proofWords.value;
  const form = useForm(["password", "code"]);
  const hasCode = useSignal(false);
  // Without the answer, the password is asked for, and a passkey is offered.
  useLoad(async () => {
    hasCode.value = (await api.me.getSecondFactor()).since !== null;
  }, []);
  const prove = (proof: Schemas["ReauthenticateRequest"]) => api.auth.reauthenticate(proof).then(() => onEnd(true));
  return (
    <Dialog title={texts.title} onClose={() => onEnd(false)}>
      <p class="soft">{texts.text}</p>
      <form
        class="stack"
        noValidate
        onSubmit={(submit) => {
          submit.preventDefault();
          const code = form.values.code.value?.trim();
          const password = form.values.password.value;
          if (code || password) {
            void form.submit(async () => prove(code ? { code } : { password: password ?? "" }));
          }
        }}
      >
        <Field label={texts.password} type="password" autocomplete="current-password" dir="ltr" {...form.of("password")} />
        {hasCode.value && (
          <Field label={texts.code} autocomplete="one-time-code" inputMode="numeric" dir="ltr" maxLength={32} {...form.of("code")} />
        )}
        {form.error.value && (
          <p class="field-error" role="alert">
            {form.error.value}
          </p>
        )}
        <Button kind="primary" type="submit" isWide isBusy={form.isBusy.value}>
          {texts.go}
        </Button>
        {hasPasskeys && (
          <Button isWide icon="shield" onClick={() => form.submit(async () => prove({ passkey: await askPasskey() }))}>
            {texts.passkey}
          </Button>
        )}
      </form>
    </Dialog>
  );
}
