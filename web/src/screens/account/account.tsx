import "./account.css";
import { useSignal } from "@preact/signals";
import { leave, me } from "../../app/api.js";
import { go, to } from "../../app/router.js";
import { type Scheme, scheme, setScheme } from "../../app/scheme.js";
import { Screen } from "../../app/screen.js";
import { Avatar } from "../../ui/avatar.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Dialog } from "../../ui/dialog.js";
import { Choice } from "../../ui/field.js";
import { choose, type Language, language, languages, words } from "../../words/words.js";

export default function Account() {
  const texts = words.value.account;
  const isLeaving = useSignal(false);
  const person = me.value;
  const signOut = async () => {
    await leave();
    go("/");
  };
  return (
    <Screen title={texts.title} class="account">
      <h1>{texts.title}</h1>
      {person ? (
        <section class="account-person">
          <Avatar id={person.id} name={person.name} size={56} />
          <div>
            <h2>{person.isGuest ? texts.guest : <bdi>{person.name}</bdi>}</h2>
            <p class="soft">{person.isGuest ? texts.guestText : <bdi>@{person.username}</bdi>}</p>
          </div>
          {person.isGuest && (
            <ButtonLink kind="primary" href={to("/register")}>
              {words.value.registerAccount.title}
            </ButtonLink>
          )}
        </section>
      ) : (
        <p class="row">
          <ButtonLink kind="primary" href={to("/sign-in")}>
            {words.value.signIn.title}
          </ButtonLink>
          <ButtonLink href={to("/register")}>{words.value.registerAccount.title}</ButtonLink>
        </p>
      )}
      <Choice
        label={texts.language}
        value={language.value}
        options={Object.entries(languages)}
        onValue={(value) => choose(value as Language)}
      />
      <Choice
        label={texts.scheme}
        value={scheme.value}
        options={[
          ["", texts.system],
          ["light", texts.light],
          ["dark", texts.dark],
        ]}
        onValue={(value) => setScheme(value as Scheme)}
      />
      {person && (
        <div>
          <Button
            onClick={() => {
              if (person.isGuest) {
                isLeaving.value = true;
              } else {
                void signOut();
              }
            }}
          >
            {texts.signOut}
          </Button>
        </div>
      )}
      {isLeaving.value && (
        <Dialog
          title={texts.signOut}
          onClose={() => {
            isLeaving.value = false;
          }}
        >
          <p>{texts.signOutGuest}</p>
          <ButtonLink kind="primary" isWide href={to("/register")}>
            {words.value.registerAccount.title}
          </ButtonLink>
          <Button kind="danger" isWide onClick={signOut}>
            {texts.signOut}
          </Button>
        </Dialog>
      )}
    </Screen>
  );
}
