import { useSignal } from "@preact/signals";
import { api, me } from "../../app/api.js";
import { useLoad } from "../../app/load.js";
import { go, place, type ScreenProps } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { NeedAccount } from "../../parts/need-account.js";
import { Bone, Failure, Missing, Skeleton } from "../../ui/states.js";
import { messagesWords } from "./words.js";

/** Notifications link to a channel by its id alone: it leads on to the place where the channel is. */
export default function ChannelPage({ parameters: { id = "" } }: ScreenProps) {
  const isLost = useSignal(false);
  const loading = useLoad(async () => {
    if (!me.value) {
      return;
    }
    const { kind, community, event, peer } = await api.channels.get(id);
    const path =
      kind === "direct" && peer
        ? `/messages/${peer.id}`
        : event
          ? `/events/${event.id}/chat`
          : community
            ? `/communities/${community.id}/threads/${id}`
            : undefined;
    if (path) {
      go(path + place.value.search, { isStep: false });
    } else {
      isLost.value = true;
    }
  }, [id, me.value?.id]);
  return (
    <Screen title={messagesWords.value.title}>
      <NeedAccount>
        {isLost.value ? (
          <Missing />
        ) : loading.error ? (
          <Failure error={loading.error} retry={loading.again} />
        ) : (
          <Skeleton>
            <Bone kind="row" />
            <Bone kind="row" />
          </Skeleton>
        )}
      </NeedAccount>
    </Screen>
  );
}
