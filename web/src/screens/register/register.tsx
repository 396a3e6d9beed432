import "../sign-in/sign-in.css";
import { api, enter, me } from "../../app/api.js";
import { goOn, sameNext, useForm } from "../../app/form.js";
import { query, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { Button } from "../../ui/button.js";
import { Field } from "../../ui/field.js";
import { words } from "../../words/words.js";
import { Providers } from "../sign-in/providers.js";

/** A new account; for a guest, the account that their tickets go over to. */
export default function Register() {
  const texts = words.value.registerAccount;
  const form = useForm(["username", "full_name", "email", "password"]);
  const isGuest = me.value?.isGuest ?? false;
  const text = (name: "username" | "full_name" | "email" | "password") => form.values[name].value ?? "";
  const submit = () => {
    const empty = (["username", "email", "password"] as const).filter((name) => !text(name).trim());
    if (empty.length > 0) {
      form.errors.value = Object.fromEntries(empty.map((name) => [name, words.value.errors.required]));
      return;
    }
    void form.submit(async () => {
      const account = {
        username: text("username").trim(),
        email: text("email").trim(),
        password: text("password"),
        full_name: text("full_name").trim() || null,
      };
      const referral = query.value.get("referral");
      await enter(
        isGuest ? api.auth.upgradeGuest(account) : api.auth.register({ ...account, ...(referral ? { referral_code: referral } : {}) }),
      );
      goOn();
    });
  };
  return (
    <Screen title={texts.title} class="narrow entrance">
      <h1>{isGuest ? texts.upgradeHeading : texts.heading}</h1>
      {isGuest && <p class="soft">{texts.upgradeText}</p>}
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Field label={texts.name} hint={texts.nameHint} autocomplete="name" dir="auto" {...form.of("full_name")} />
        <Field
          label={texts.username}
          hint={texts.usernameHint}
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          dir="ltr"
          required
          {...form.of("username")}
        />
        <Field label={texts.email} type="email" autocomplete="email" dir="ltr" required {...form.of("email")} />
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
        <Button kind="primary" type="submit" isWide isBusy={form.isBusy.value}>
          {texts.submit}
        </Button>
      </form>
      <div class="entrance-others">
        <p>
          {texts.have} <a href={to("/sign-in") + sameNext()}>{words.value.signIn.title}</a>
        </p>
        {isGuest && <p class="small soft">{texts.haveGuest}</p>}
      </div>
      {!isGuest && <Providers />}
    </Screen>
  );
}
