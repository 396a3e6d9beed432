import "../sign-in/sign-in.css";
import { ApiError, ValidationFailed } from "@community/sdk";
import { useState } from "preact/hooks";
import { api } from "../../app/api.js";
import { useForm } from "../../app/form.js";
import { to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Field } from "../../ui/field.js";
import { words } from "../../words/words.js";
import { mailedLink } from "./token.js";
import { mailedWords } from "./words.js";

/** A new password by the link in a mail, after a forgotten one or a change that was not the person's own. */
export default function Reset() {
  const texts = mailedWords.value;
  const [{ token, state }] = useState(mailedLink);
  const form = useForm(["password"]);
  const save = () =>
    form.submit(async () => {
      try {
        await api.auth.resetPassword({ token, password: form.values.password.value ?? "" });
        form.values.password.value = "";
        state.value = "done";
      } catch (error) {
        if (error instanceof ValidationFailed && error.errors.password) {
          form.errors.value = { password: texts.refused };
        } else if (error instanceof ApiError && error.reason === "invalid_token") {
          state.value = "invalid";
        } else {
          throw error;
        }
      }
    });
  return (
    <Screen title={texts.reset} class="narrow entrance">
      <h1>{texts.reset}</h1>
      {state.value === "ready" && (
        <>
          <p class="soft">{texts.resetText}</p>
          <form
            class="stack"
            noValidate
            onSubmit={(submit) => {
              submit.preventDefault();
              void save();
            }}
          >
            <Field
              label={texts.password}
              hint={texts.passwordHint}
              type="password"
              autocomplete="new-password"
              dir="ltr"
              required
              {...form.of("password")}
            />
            {form.error.value && (
              <p class="field-error" role="alert">
                {form.error.value}
              </p>
            )}
            <Button kind="primary" type="submit" isWide isBusy={form.isBusy.value} disabled={!form.values.password.value}>
              {texts.resetAction}
            </Button>
          </form>
        </>
      )}
      <div role="status" class="stack">
        {state.value === "done" && (
          <>
            <p>{texts.resetDone}</p>
            <p class="soft">{texts.resetSessions}</p>
          </>
        )}
        {state.value === "invalid" && <p class="field-error">{texts.invalid}</p>}
        {state.value === "missing" && <p>{texts.missing}</p>}
      </div>
      {state.value === "done" && (
        <ButtonLink kind="primary" isWide href={to("/sign-in")}>
          {words.value.signIn.title}
        </ButtonLink>
      )}
      {(state.value === "invalid" || state.value === "missing") && (
        <ButtonLink kind="primary" isWide href={to("/forgot")}>
          {texts.newLink}
        </ButtonLink>
      )}
    </Screen>
  );
}
