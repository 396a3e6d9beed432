import "../../parts/listing.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { useLoad } from "../../app/load.js";
import { go, type ScreenProps } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { HouseRules } from "../../parts/house-rules.js";
import { NeedAccount } from "../../parts/need-account.js";
import { payable } from "../../parts/pay.js";
import { Button } from "../../ui/button.js";
import { Cover } from "../../ui/cover.js";
import { Bone, Failure, Skeleton } from "../../ui/states.js";
import { words } from "../../words/words.js";
import { communityWords } from "./words.js";

/** A community's invitation by link. */
export default function Join({ parameters: { code = "" } }: ScreenProps) {
  const texts = communityWords.value;
  const shown = useSignal<Schemas["LinkedCommunityView"] | undefined>(undefined);
  const asked = useSignal<Schemas["OwnRequestView"] | undefined>(undefined);
  const { isBusy, run } = useAct();
  const loading = useLoad(async () => {
    if (me.value) {
      const [linked, requests] = await Promise.all([
        api.communities.showLink(code),
        // The link is good without it.
        me.value.isGuest ? undefined : api.communities.myRequests({ limit: 100 }).catch(() => undefined),
      ]);
      asked.value = requests?.items.find((one) => one.community_id === linked.community.id && one.status === "pending");
      shown.value = linked;
    }
  }, [code, me.value?.id]);
  const now = shown.value;
  const community = now?.community;
  const follow = () =>
    run(async () => {
      if (!community) {
        return;
      }
      await payable(async () => {
        const answer = await api.communities.joinByLink(code);
        if ("role" in answer) {
          go(`/communities/${community.id}`, { isStep: false });
        } else {
          asked.value = answer;
        }
      }, `/communities/${community.id}`);
    });
  const withdraw = (request: Schemas["OwnRequestView"]) =>
    run(async () => {
      await api.communities.withdrawRequest(request.community_id, request.id);
      asked.value = undefined;
    }, words.value.communities.withdrawn);
  const request = asked.value;
  return (
    <Screen title={texts.joinTitle} class="page narrow">
      <NeedAccount isFull>
        {community ? (
          <article class="panel">
            <Cover id={community.id} isFirst />
            <h1 dir="auto">{String(community.name)}</h1>
            <p class="soft">{words.value.communities.members(community.member_count)}</p>
            <p>{texts.joinText(String(community.name))}</p>
            {request ? (
              <>
                <p role="status">{texts.asked}</p>
                <Button isWide isBusy={isBusy.value} onClick={() => withdraw(request)}>
                  {words.value.communities.withdraw}
                </Button>
              </>
            ) : (
              <>
                <HouseRules html={community.rules_html} isJoining isOpen />
                <Button kind="primary" isWide isBusy={isBusy.value} onClick={follow}>
                  {now?.mode === "request" ? texts.ask : texts.join}
                </Button>
              </>
            )}
          </article>
        ) : loading.error ? (
          <Failure error={loading.error} retry={loading.again} />
        ) : (
          <Skeleton>
            <Bone kind="card" />
          </Skeleton>
        )}
      </NeedAccount>
    </Screen>
  );
}
