import "./sign-in.css";
import { api, enter } from "../../app/api.js";
import { goOn, sameNext, useForm } from "../../app/form.js";
import { to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { Button } from "../../ui/button.js";
import { Field } from "../../ui/field.js";
import { words } from "../../words/words.js";

export default function SignIn() {
  const texts = words.value.signIn;
  const form = useForm(["identifier", "password"]);
  const isFilled = form.values.identifier.value && form.values.password.value;
  return (
    <Screen title={texts.title} class="narrow entrance">
      <h1>{texts.heading}</h1>
      <form
        class="stack"
        noValidate
        onSubmit={(submit) => {
          submit.preventDefault();
          if (isFilled) {
            void form.submit(async () => {
              await enter(api.auth.login({ identifier: form.values.identifier.value ?? "", password: form.values.password.value ?? "" }));
              goOn();
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
      </form>
      <div class="entrance-others">
        <p>
          <a href={to("/forgot")}>{texts.forgot}</a>
        </p>
        <p>
          {texts.new} <a href={to("/register") + sameNext()}>{texts.toRegister}</a>
        </p>
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
      </div>
    </Screen>
  );
}
