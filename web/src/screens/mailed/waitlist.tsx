import "../sign-in/sign-in.css";
import { NotFound, type Schemas, ValidationFailed } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useState } from "preact/hooks";
import { api } from "../../app/api.js";
import { useForm } from "../../app/form.js";
import { useLoad } from "../../app/load.js";
import { Screen } from "../../app/screen.js";
import { Button } from "../../ui/button.js";
import { Field } from "../../ui/field.js";
import { Bone, Failure, Skeleton } from "../../ui/states.js";
import { longDay } from "../../words/format.js";
import { mailedLink } from "./token.js";
import { mailedWords } from "./words.js";

/** The place on the waitlist for the launch, by the link in a mail; without one the form that joins it. */
export default function Waitlist() {
  const texts = mailedWords.value;
  const [{ token }] = useState(mailedLink);
  const place = useSignal<Schemas["WaitlistStatus"] | undefined>(undefined);
  const isUnknown = useSignal(false);
  const loading = useLoad(async () => {
    if (token) {
      try {
        place.value = await api.waitlist.status({ token });
      } catch (error) {
        if (!(error instanceof NotFound)) {
          throw error;
        }
        isUnknown.value = true;
      }
    }
  }, [token]);
  return (
    <Screen title={texts.waitlist} class="narrow entrance">
      <h1>{texts.waitlist}</h1>
      {place.value ? (
        <div role="status" class="stack">
          <p class="lead">{texts.place(place.value.position, place.value.total)}</p>
          <p class="soft">{texts.since(longDay(place.value.subscribed_at))}</p>
          <p>{texts.thanks}</p>
        </div>
      ) : loading.error ? (
        <Failure error={loading.error} retry={loading.again} />
      ) : !loading.isDone ? (
        <Skeleton>
          <Bone kind="title" />
        </Skeleton>
      ) : (
        <>
          {isUnknown.value && (
            <p class="field-error" role="alert">
              {texts.unknown}
            </p>
          )}
          <Join />
        </>
      )}
    </Screen>
  );
}

function Join() {
  const texts = mailedWords.value;
  const form = useForm(["email"]);
  const isJoined = useSignal(false);
  if (isJoined.value) {
    return (
      <div role="status" class="stack">
        <p>{texts.joined}</p>
        <p class="soft">{texts.spam}</p>
      </div>
    );
  }
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(submit) => {
        submit.preventDefault();
        const email = form.values.email.value?.trim();
        if (email) {
          void form.submit(async () => {
            try {
              await api.waitlist.join({ email, source: "waitlist page" });
              isJoined.value = true;
            } catch (error) {
              if (!(error instanceof ValidationFailed)) {
                throw error;
              }
              form.errors.value = { email: texts.emailRefused };
            }
          });
        }
      }}
    >
      <p class="soft">{texts.joinText}</p>
      <Field label={texts.email} type="email" autocomplete="email" dir="ltr" required {...form.of("email")} />
      {form.error.value && (
        <p class="field-error" role="alert">
          {form.error.value}
        </p>
      )}
      <Button kind="primary" type="submit" isWide isBusy={form.isBusy.value}>
        {texts.join}
      </Button>
    </form>
  );
}
