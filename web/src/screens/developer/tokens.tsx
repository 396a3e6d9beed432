import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { api, me } from "../../app/api.js";
import { Screen } from "../../app/screen.js";
import { NeedAccount } from "../../parts/need-account.js";
import { TokenList } from "./token-list.js";
import { developerWords } from "./words.js";

export default function Tokens() {
  const texts = developerWords.value;
  const all = useSignal<readonly Schemas["ApiTokenView"][] | undefined>(undefined);
  return (
    <Screen title={texts.tokens} class="page tight">
      <NeedAccount isFull>
        <header class="stack">
          <h1>{texts.tokens}</h1>
          <p class="soft">{texts.tokensLead}</p>
        </header>
        <TokenList
          none={texts.tokensNoneText}
          all={all}
          of={{
            id: me.value?.id,
            list: () => api.me.listApiTokens(),
            make: (request) => api.me.createApiToken(request),
            revoke: (id) => api.me.revokeApiToken(id),
          }}
        />
      </NeedAccount>
    </Screen>
  );
}
