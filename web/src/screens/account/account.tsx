import "./account.css";
import { useSignal } from "@preact/signals";
import { leave, me } from "../../app/api.js";
import { comfort, setComfort } from "../../app/comfort.js";
import { useLoad } from "../../app/load.js";
import { go, to } from "../../app/router.js";
import { type Scheme, scheme, setScheme } from "../../app/scheme.js";
import { Screen } from "../../app/screen.js";
import { settle } from "../../app/undo.js";
import { mayAdminister, ownPlaces } from "../../parts/places.js";
import { Avatar } from "../../ui/avatar.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Dialog } from "../../ui/dialog.js";
import { Check, Choice } from "../../ui/field.js";
import { Icon } from "../../ui/icon.js";
import { sentence } from "../../ui/states.js";
import { toast } from "../../ui/toast.js";
import { choose, type Language, language, languages, words } from "../../words/words.js";

export default function Account() {
  const texts = words.value.account;
  const isLeaving = useSignal(false);
  const person = me.value;
  const signOut = async () => {
    // What waits for a way back is done while the session is there.
    await settle();
    try {
      await leave();
      go("/");
    } catch (error) {
      toast(texts.signOutFailed(sentence(error)));
    }
  };
  return (
    <Screen title={texts.title} class="account">
      <h1>{texts.title}</h1>
      {person ? (
        <section class="account-person">
          <Avatar id={person.id} name={person.name} picture={person.picture} size={56} />
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
      {person && <Places />}
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
      <Choice
        label={texts.text}
        value={comfort.text.value}
        options={[
          ["", texts.textNormal],
          ["large", texts.textLarge],
          ["larger", texts.textLarger],
        ]}
        onValue={(value) => setComfort("text", value)}
      />
      <Choice
        label={texts.send}
        value={comfort.send.value}
        options={[
          ["", texts.sendEnter],
          ["ctrl", texts.sendControl],
        ]}
        onValue={(value) => setComfort("send", value)}
      />
      <Check
        label={texts.calm}
        hint={texts.calmText}
        isOn={comfort.motion.value === "reduce"}
        onChange={(isOn) => setComfort("motion", isOn ? "reduce" : "")}
      />
      <Check
        label={texts.keys}
        hint={texts.keysText}
        isOn={comfort.keys.value !== "off"}
        onChange={(isOn) => setComfort("keys", isOn ? "" : "off")}
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

/** Everything that belongs to a person and has no place in the bar. */
function Places() {
  const isModerator = useSignal(false);
  useLoad(async () => {
    isModerator.value = await mayAdminister();
  }, [me.value?.id]);
  return (
    <nav aria-label={words.value.account.places}>
      <ul class="account-places">
        {ownPlaces(isModerator.value).map(([path, text, icon]) => (
          <li key={path}>
            <a href={to(path)}>
              <Icon name={icon} />
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
