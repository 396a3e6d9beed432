import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { api, me } from "../../app/api.js";
import { useLoad } from "../../app/load.js";
import { Confirm } from "../../parts/confirm.js";
import { useTogether } from "../../parts/together.js";
import { Button } from "../../ui/button.js";
import { day } from "../../words/format.js";
import { factorWords } from "./factor-words.js";

type Login = Schemas["ExternalLoginView"];

/** "google" as "Google": the API has the name of the configuration only. */
const nameOf = (provider: string) => provider.charAt(0).toUpperCase() + provider.slice(1);

/** The providers that the person signs in with, to let go of. Nothing where there is none: the API does not say which there are to link. */
export function Logins() {
  const texts = factorWords.value;
  const all = useSignal<readonly Login[]>([]);
  const going = useSignal<Login | undefined>(undefined);
  const loading = useLoad(async () => {
    all.value = (await api.me.listLogins()).items;
  }, [me.value?.id]);
  useTogether(loading);
  if (all.value.length === 0) {
    return null;
  }
  return (
    <section class="panel" aria-labelledby="logins">
      <h2 id="logins">{texts.logins}</h2>
      <p class="soft">{texts.loginsText}</p>
      <ul class="rows">
        {all.value.map((one) => (
          <li key={one.provider} class="line">
            <span class="line-text">
              <bdi class="line-title">{nameOf(one.provider)}</bdi>
              <span class="small soft">{texts.linked(day(one.created_at))}</span>
            </span>
            <span class="line-end">
              <Button
                onClick={() => {
                  going.value = one;
                }}
              >
                {texts.unlink}
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {going.value && (
        <Confirm
          title={texts.unlinkTitle(nameOf(going.value.provider))}
          action={texts.unlink}
          done={texts.unlinked}
          onClose={() => {
            going.value = undefined;
          }}
          work={async () => {
            const gone = going.value?.provider ?? "";
            await api.me.unlinkLogin(gone);
            all.value = all.value.filter((one) => one.provider !== gone);
          }}
        >
          <p>{texts.unlinkText}</p>
        </Confirm>
      )}
    </section>
  );
}
