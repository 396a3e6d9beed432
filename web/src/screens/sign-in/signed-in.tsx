import "./sign-in.css";
import { ApiError } from "@community/sdk";
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api } from "../../app/api.js";
import { sameNext } from "../../app/form.js";
import { proven } from "../../app/proof.js";
import { go, query, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { ButtonLink } from "../../ui/button.js";
import { sentence } from "../../ui/states.js";
import { toast } from "../../ui/toast.js";
import { words } from "../../words/words.js";
import { proofWords } from "../security/proof-words.js";
import { takeWay, type Way } from "./providers.js";
import { comeIn, SecondStep } from "./sign-in.js";
import { providerWords } from "./words.js";

// They are kept here for a screen that is made anew when the person becomes known.
let hasBegun = false;
const failure = signal("");
const challenge = signal("");
/** Where it can begin again. */
const origin = signal("/sign-in");

/** Ends the way through a provider. The code is taken from the address bar at once. */
async function complete(): Promise<void> {
  const [answer, way, texts] = [query.peek(), takeWay(), providerWords.value];
  hasBegun = true;
  failure.value = "";
  challenge.value = "";
  const isOurs = way?.state === answer.get("state");
  go(`/signed-in${isOurs && way?.next ? `?next=${encodeURIComponent(way.next)}` : ""}`, { isStep: false });
  origin.value = way?.isLink ? "/security" : `/sign-in${sameNext()}`;
  if (!way || !isOurs) {
    failure.value = texts.foreign;
  } else if (answer.get("error") === "access_denied") {
    go(origin.value, { isStep: false });
  } else if (answer.has("error")) {
    failure.value = texts.declined(way.display_name);
  } else {
    await exchange(way, answer).catch((error: unknown) => {
      const reason = error instanceof ApiError ? error.reason : "";
      if (reason === "second_factor_required") {
        challenge.value = String((error as ApiError).problem.challenge);
      } else {
        failure.value = reason === "log_in_and_link" ? texts.known(way.display_name) : sentence(error);
      }
    });
  }
}

async function exchange({ name, display_name, state, isLink, referral }: Way, answer: URLSearchParams): Promise<void> {
  const body = { state, code: answer.get("code") ?? "", issuer: answer.get("iss") };
  if (isLink) {
    await proven(() => api.me.completeLinkLogin(name, body));
    toast(providerWords.value.linked(display_name));
    go("/security", { isStep: false });
  } else {
    await comeIn(api.auth.completeProviderLogin(name, { ...body, referral_code: referral }));
  }
}

/** Where a provider leads the browser back to. */
export default function SignedIn() {
  useEffect(() => {
    if (!hasBegun || query.peek().has("state")) {
      void complete();
    }
  }, []);
  const again = () => go(origin.value, { isStep: false });
  if (challenge.value) {
    return <SecondStep challenge={challenge.value} onAgain={again} />;
  }
  return (
    <Screen title={words.value.signIn.title} class="narrow entrance">
      <p role="status">{failure.value || words.value.common.loading}</p>
      {failure.value && (
        <ButtonLink kind="primary" isWide href={to(origin.value)}>
          {proofWords.value.again}
        </ButtonLink>
      )}
    </Screen>
  );
}
