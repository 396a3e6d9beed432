import "../sign-in/sign-in.css";
import { useSignal } from "@preact/signals";
import { api } from "../../app/api.js";
import { useForm } from "../../app/form.js";
import { to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { Button } from "../../ui/button.js";
import { Field } from "../../ui/field.js";
import { words } from "../../words/words.js";
import { securityWords } from "./words.js";

export default function Forgot() {
  const texts = securityWords.value;
  const form = useForm(["identifier"]);
  const isSent = useSignal(false);
  return (
    <Screen title={texts.forgot} class="narrow entrance">
      <h1>{texts.forgot}</h1>
      <p class="soft">{texts.forgotText}</p>
      {isSent.value ? (
        <p role="status">{texts.forgotSent}</p>
      ) : (
        <form
          class="stack"
          noValidate
          onSubmit={(submit) => {
            submit.preventDefault();
            const identifier = form.values.identifier.value?.trim();
            if (identifier) {
              void form.submit(async () => {
                await api.auth.forgotPassword({ identifier });
                isSent.value = true;
              });
            }
          }}
        >
          <Field label={words.value.signIn.identifier} autocomplete="username" autocapitalize="none" dir="ltr" {...form.of("identifier")} />
          {form.error.value && (
            <p class="field-error" role="alert">
              {form.error.value}
            </p>
          )}
          <Button kind="primary" type="submit" isWide isBusy={form.isBusy.value}>
            {texts.forgotSend}
          </Button>
        </form>
      )}
      <p>
        <a href={to("/sign-in")}>{words.value.signIn.title}</a>
      </p>
    </Screen>
  );
}
