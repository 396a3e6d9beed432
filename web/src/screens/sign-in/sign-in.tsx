import "./sign-in.css";
import { ApiError, type Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useState } from "preact/hooks";
import { useAct } from "../../app/act.js";
import { api, enter, leave, me } from "../../app/api.js";
import { goOn, sameNext, useForm } from "../../app/form.js";
import { askPasskey, hasPasskeys } from "../../app/passkey.js";
import { go, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { Button } from "../../ui/button.js";
import { Field } from "../../ui/field.js";
import { toast } from "../../ui/toast.js";
import { words } from "../../words/words.js";
import { proofWords } from "../security/proof-words.js";
import { Providers } from "./providers.js";

/** Signs in, and goes on; a moderator or administrator without a second factor goes where it is set up. */
export async function comeIn(tokens: PromiseLike<Schemas["SessionTokens"]>): Promise<void> {
  const { needs_second_factor } = await enter(tokens);
  if (needs_second_factor) {
    toast(proofWords.value.needed);
    go("/security", { isStep: false });
  } else {
    goOn();
  }
}

export default function SignIn() {
  // As it was at first: a sign-in on this page goes on by itself.
  const [before] = useState(me.peek());
  return before && !before.isGuest && me.value ? <Here name={me.value.name} /> : <Form isGuest={before?.isGuest ?? false} />;
}

/** A person is signed in: another one signs in after they have left. */
function Here({ name }: { name: string }) {
  const texts = words.value.signIn;
  const { isBusy, run } = useAct();
  return (
    <Screen title={texts.title} class="narrow entrance">
      <h1>{texts.here(name)}</h1>
      <p class="soft">{texts.hereText}</p>
      <Button kind="primary" isWide onClick={goOn}>
        {texts.goOn}
      </Button>
      <Button isWide isBusy={isBusy.value} onClick={() => run(leave)}>
        {texts.leave}
      </Button>
    </Screen>
  );
}

function Form({ isGuest }: { isGuest: boolean }) {
  const texts = words.value.signIn;
  const form = useForm(["identifier", "password"]);
  /** Of a login that needs a code, too. */
  const challenge = useSignal("");
  const isFilled = form.values.identifier.value && form.values.password.value;
  if (challenge.value) {
    return (
      <SecondStep
        challenge={challenge.value}
        onAgain={() => {
          challenge.value = "";
        }}
      />
    );
  }
  return (
    <Screen title={texts.title} class="narrow entrance">
      <h1>{texts.heading}</h1>
      {isGuest && (
        <p class="soft">
          {texts.fromGuest} <a href={to("/register") + sameNext()}>{texts.toRegister}</a>
        </p>
      )}
      <form
        class="stack"
        noValidate
        onSubmit={(submit) => {
          submit.preventDefault();
          if (isFilled) {
            void form.submit(async () => {
              try {
                await comeIn(
                  api.auth.login({ identifier: form.values.identifier.value ?? "", password: form.values.password.value ?? "" }),
                );
              } catch (error) {
                if (!(error instanceof ApiError) || error.reason !== "second_factor_required") {
                  throw error;
                }
                challenge.value = String(error.problem.challenge);
              }
            });
          }
        }}
      >
        <Field
          label={texts.identifier}
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          dir="ltr"
          required
          {...form.of("identifier")}
        />
        <Field label={texts.password} type="password" autocomplete="current-password" dir="ltr" required {...form.of("password")} />
        {form.error.value && (
          <p class="field-error" role="alert">
            {form.error.value}
          </p>
        )}
        <Button kind="primary" type="submit" isWide isBusy={form.isBusy.value}>
          {texts.submit}
        </Button>
        {hasPasskeys && (
          <Button isWide icon="shield" onClick={() => form.submit(async () => comeIn(api.auth.loginWithPasskey(await askPasskey())))}>
            {proofWords.value.signIn}
          </Button>
        )}
      </form>
      <div class="entrance-others">
        <p>
          <a href={to("/forgot")}>{texts.forgot}</a>
        </p>
        <p>
          {texts.new} <a href={to("/register") + sameNext()}>{texts.toRegister}</a>
        </p>
        {!isGuest && (
          <Button
            kind="quiet"
            onClick={() =>
              form.submit(async () => {
                await enter(api.auth.registerGuest());
                goOn();
              })
            }
          >
            {texts.guest}
          </Button>
        )}
      </div>
      <Providers />
    </Screen>
  );
}

/** Asks for the code of a login that needs one. */
export function SecondStep({ challenge, onAgain }: { challenge: string; onAgain: () => void }) {
  const texts = proofWords.value;
  const form = useForm(["code"]);
  return (
    <Screen title={texts.second} class="narrow entrance">
      <h1>{texts.second}</h1>
      <p class="soft">{texts.secondText}</p>
      <form
        class="stack"
        noValidate
        onSubmit={(submit) => {
          submit.preventDefault();
          const code = form.values.code.value?.trim();
          if (code) {
            void form.submit(() => comeIn(api.auth.loginWithCode({ challenge, code })));
          }
        }}
      >
        <Field
          label={texts.code}
          hint={texts.codeHint}
          autocomplete="one-time-code"
          autocapitalize="none"
          spellcheck={false}
          dir="ltr"
          required
          maxLength={32}
          {...form.of("code")}
        />
        {form.error.value && (
          <p class="field-error" role="alert">
            {form.error.value}
          </p>
        )}
        <Button kind="primary" type="submit" isWide isBusy={form.isBusy.value}>
          {texts.go}
        </Button>
        <Button kind="quiet" onClick={onAgain}>
          {texts.again}
        </Button>
      </form>
    </Screen>
  );
}
