import "../sign-in/sign-in.css";
import { ApiError } from "@community/sdk";
import { useState } from "preact/hooks";
import { api, me } from "../../app/api.js";
import { useForm } from "../../app/form.js";
import { to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { words } from "../../words/words.js";
import { securityWords } from "../security/words.js";
import { mailedLink } from "./token.js";
import { mailedWords } from "./words.js";

/** Proves a mail address by the link that was sent to it. Only the button uses it up: programs that check mails open links, too. */
export default function Verify() {
  const texts = mailedWords.value;
  const [{ token, state }] = useState(mailedLink);
  const form = useForm([]);
  const confirm = () =>
    form.submit(async () => {
      try {
        await api.auth.verifyEmail({ token });
        state.value = "done";
      } catch (error) {
        if (!(error instanceof ApiError && error.reason === "invalid_token")) {
          throw error;
        }
        state.value = "invalid";
      }
    });
  return (
    <Screen title={texts.verify} class="narrow entrance">
      <h1>{texts.verify}</h1>
      {state.value === "ready" && (
        <>
          <p class="soft">{texts.verifyText}</p>
          {form.error.value && (
            <p class="field-error" role="alert">
              {form.error.value}
            </p>
          )}
          <Button kind="primary" isWide isBusy={form.isBusy.value} onClick={confirm}>
            {texts.verifyAction}
          </Button>
        </>
      )}
      <div role="status" class="stack">
        {state.value === "done" && <p>{texts.verified}</p>}
        {state.value === "invalid" && <p class="field-error">{texts.invalid}</p>}
        {state.value === "missing" && <p>{texts.missing}</p>}
        {(state.value === "invalid" || state.value === "missing") && <p class="soft">{texts.verifyAgain}</p>}
      </div>
      {state.value !== "ready" && (
        <ButtonLink isWide kind="primary" href={to(me.value ? (state.value === "done" ? "/" : "/security") : "/sign-in")}>
          {me.value ? (state.value === "done" ? texts.start : securityWords.value.title) : words.value.signIn.title}
        </ButtonLink>
      )}
    </Screen>
  );
}
