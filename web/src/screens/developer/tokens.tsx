import { api, me } from "../../app/api.js";
import { useList } from "../../app/list.js";
import { Screen } from "../../app/screen.js";
import { NeedAccount } from "../../parts/need-account.js";
import { TokenList } from "./token-list.js";
import { developerWords } from "./words.js";

export default function Tokens() {
  const texts = developerWords.value;
  return (
    <Screen title={texts.tokens} class="page tight">
      <NeedAccount isFull>
        <header class="stack">
          <h1>{texts.tokens}</h1>
          <p class="soft">{texts.tokensLead}</p>
        </header>
        <Body />
      </NeedAccount>
    </Screen>
  );
}

function Body() {
  const all = useList(() => api.me.listApiTokens(), [me.value?.id]);
  return (
    <TokenList
      none={developerWords.value.tokensNoneText}
      all={all}
      of={{
        make: (request) => api.me.createApiToken(request),
        revoke: (id) => api.me.revokeApiToken(id),
      }}
    />
  );
}
