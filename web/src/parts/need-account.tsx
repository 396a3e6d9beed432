import type { ComponentChildren } from "preact";
import { me } from "../app/api.js";
import { to } from "../app/router.js";
import { ButtonLink } from "../ui/button.js";
import { Empty } from "../ui/states.js";
import { words } from "../words/words.js";

/** Its content needs a signed-in person, with `isFull` one with an account. */
export function NeedAccount({ isFull, children }: { isFull?: boolean; children: ComponentChildren }) {
  const next = `?next=${encodeURIComponent(location.pathname + location.search)}`;
  const texts = words.value;
  if (me.value === null) {
    return (
      <Empty icon="user" title={texts.signIn.title} text={texts.signIn.needed} level={1}>
        <div class="row">
          <ButtonLink kind="primary" href={to("/sign-in") + next}>
            {texts.signIn.title}
          </ButtonLink>
          <ButtonLink href={to("/register") + next}>{texts.signIn.toRegister}</ButtonLink>
        </div>
      </Empty>
    );
  }
  if (isFull && me.value?.isGuest) {
    return (
      <Empty icon="user" title={texts.registerAccount.title} text={texts.account.guestText} level={1}>
        <div class="row">
          <ButtonLink kind="primary" href={to("/register") + next}>
            {texts.registerAccount.title}
          </ButtonLink>
          <ButtonLink href={to("/sign-in") + next}>{texts.register.haveAccount}</ButtonLink>
        </div>
        <p class="small soft">{texts.registerAccount.haveGuest}</p>
      </Empty>
    );
  }
  return me.value ? children : null;
}
