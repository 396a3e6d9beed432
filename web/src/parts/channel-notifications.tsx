import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../app/act.js";
import { api } from "../app/api.js";
import { useLoad } from "../app/load.js";
import { Button } from "../ui/button.js";
import { Dialog } from "../ui/dialog.js";
import { Check, PickOne } from "../ui/field.js";
import { Bone, Failure, Skeleton } from "../ui/states.js";
import { ar, enCount } from "../words/plural.js";
import { catalogue, words } from "../words/words.js";

export const channelWords = catalogue({
  en: {
    title: "Notifications of this place",
    level: "Tell me of",
    levels: { all: "All messages", mentions: "Mentions and replies only", none: "Nothing" },
    mute: (hours: number) => `Nothing for ${enCount(hours, "hour", "hours")}`,
  },
  ar: {
    title: "إشعارات هذا المكان",
    level: "أخبرني عن",
    levels: { all: "كل الرسائل", mentions: "الإشارات والردود فقط", none: "لا شيء" },
    mute: (hours: number) => `لا شيء خلال الساعات القادمة: ${ar(hours)}`,
  },
});

/** Hours of a pause. */
const Pause = 8;

/** Which news of a channel reach the reader. */
export function ChannelNotifications({ id, onClose }: { id: string; onClose: () => void }) {
  const texts = channelWords.value;
  const now = useSignal<Schemas["ChannelPreference"] | undefined>(undefined);
  const { isBusy, run } = useAct();
  const loading = useLoad(async () => {
    now.value = await api.channels.getPreferences(id);
  }, [id]);
  const isMuted = Boolean(now.value?.muted_until && Date.parse(now.value.muted_until) > Date.now());
  return (
    <Dialog title={texts.title} onClose={onClose}>
      {loading.error && !now.value ? (
        <Failure error={loading.error} retry={loading.again} />
      ) : !now.value ? (
        <Skeleton>
          <Bone kind="row" />
        </Skeleton>
      ) : (
        <>
          <PickOne
            label={texts.level}
            value={now.value.level}
            options={Object.entries(texts.levels)}
            onValue={(level) => {
              now.value = { ...now.value, level };
            }}
          />
          <Check
            label={texts.mute(Pause)}
            isOn={isMuted}
            onChange={(isOn) => {
              now.value = {
                level: now.value?.level ?? "mentions",
                muted_until: isOn ? new Date(Date.now() + Pause * 3_600_000).toISOString() : null,
              };
            }}
          />
          <Button
            kind="primary"
            isWide
            isBusy={isBusy.value}
            onClick={async () => {
              const chosen = now.value;
              if (chosen && (await run(() => api.channels.setPreferences(id, chosen), words.value.common.saved))) {
                onClose();
              }
            }}
          >
            {words.value.common.save}
          </Button>
        </>
      )}
    </Dialog>
  );
}
