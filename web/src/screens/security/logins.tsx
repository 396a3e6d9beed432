import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { useLoad } from "../../app/load.js";
import { Confirm } from "../../parts/confirm.js";
import { useTogether } from "../../parts/together.js";
import { Button } from "../../ui/button.js";
import { day } from "../../words/format.js";
import { leaveFor, providers, useProviders } from "../sign-in/providers.js";
import { providerWords } from "../sign-in/words.js";
import { factorWords } from "./factor-words.js";

type Login = Schemas["ExternalLoginView"];

/** The providers that the person signs in with, to let go of, and the others, to link. Nothing where there is none. */
export function Logins() {
  const texts = factorWords.value;
  const all = useSignal<readonly Login[]>([]);
  const going = useSignal<Login | undefined>(undefined);
  const loading = useLoad(async () => {
    all.value = (await api.me.listLogins()).items;
  }, [me.value?.id]);
  useTogether(loading);
  const { isBusy, run } = useAct();
  useTogether(useProviders());
  const others = loading.isDone ? providers.value.filter(({ name }) => !all.value.some((one) => one.provider === name)) : [];
  // "google" as "Google", where browsers are not led through it any more.
  const nameOf = (provider: string) =>
    providers.value.find(({ name }) => name === provider)?.display_name ?? provider.charAt(0).toUpperCase() + provider.slice(1);
  if (all.value.length + others.length === 0) {
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
      {others.map((one) => (
        <Button key={one.name} isBusy={isBusy.value} onClick={() => run(() => leaveFor(one, true))}>
          {providerWords.value.link(one.display_name)}
        </Button>
      ))}
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
