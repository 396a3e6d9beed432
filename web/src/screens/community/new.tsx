import "../../parts/listing.css";
import { api } from "../../app/api.js";
import { go } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { NeedAccount } from "../../parts/need-account.js";
import { apply } from "../../store/store.js";
import { CommunityForm } from "./form.js";
import { communityWords } from "./words.js";

export default function NewCommunity() {
  const texts = communityWords.value;
  return (
    <Screen title={texts.new} class="page tight">
      <NeedAccount isFull>
        <header class="stack">
          <h1>{texts.new}</h1>
          <p class="lead">{texts.newLead}</p>
        </header>
        <CommunityForm
          action={texts.create}
          onSave={async (body) => {
            const community = await api.communities.create(body);
            apply([{ kind: "community", community }]);
            go(`/communities/${community.id}`, { isStep: false });
          }}
        />
      </NeedAccount>
    </Screen>
  );
}
