import { isTalking, withCalls } from "../store/calls.js";
import { IconButton } from "../ui/button.js";
import { catalogue } from "../words/words.js";

export const callButtonWords = catalogue({
  en: { call: (name: string) => `Call ${name}`, video: (name: string) => `Video call with ${name}` },
  ar: { call: (name: string) => `اتصل: ${name}`, video: (name: string) => `اتصل بالصورة: ${name}` },
});

/** Buttons that call those in a channel, or join the call that goes on there. */
export function CallButtons({ channelId, name }: { channelId: string | undefined; name: string }) {
  const texts = callButtonWords.value;
  if (!channelId || !("RTCPeerConnection" in globalThis) || !navigator.mediaDevices) {
    return null;
  }
  const call = (isVideo: boolean) => () => withCalls((calls) => calls.start(channelId, name, isVideo));
  return (
    <>
      <IconButton icon="phone" label={texts.call(name)} aria-disabled={isTalking.value} onClick={call(false)} />
      <IconButton data-video icon="video" label={texts.video(name)} aria-disabled={isTalking.value} onClick={call(true)} />
    </>
  );
}
