import { recalled, remember } from "../../app/device.js";
// What this device sends, and what is heard: microphone, camera, speaker.

/** The person, or the device, gives no microphone. */
export class NoMicrophone extends Error {}

/** The microphone, and the camera if it is wanted and there. */
export async function openMedia(isVideo: boolean): Promise<MediaStream> {
  const sound = { echoCancellation: true, noiseSuppression: true };
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: sound, video: isVideo && camera });
  } catch {
    // Without the camera one can still talk.
    return navigator.mediaDevices.getUserMedia({ audio: sound }).catch((error: unknown) => {
      throw new NoMicrophone(undefined, { cause: error });
    });
  }
}

const camera = { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 720 } };

export const openCamera = async (): Promise<MediaStreamTrack | undefined> =>
  (await navigator.mediaDevices.getUserMedia({ video: camera })).getVideoTracks()[0];

/** Lets a stream be heard until it is ended. A browser that waits for a touch or a key first (after a reload) gets it from the next one. */
export function hear(stream: MediaStream): () => void {
  const speaker = new Audio();
  speaker.srcObject = stream;
  const gestures = ["pointerdown", "keydown"] as const;
  const unlisten = () => {
    for (const one of gestures) {
      removeEventListener(one, play);
    }
  };
  let isOver = false;
  const play = () => {
    unlisten();
    speaker.play().catch(() => {
      for (const one of isOver ? [] : gestures) {
        addEventListener(one, play);
      }
    });
  };
  play();
  return () => {
    isOver = true;
    unlisten();
    speaker.srcObject = null;
  };
}

const Sound = "community.ring-sound";
/** Whether a ring is heard, too. Off until it is turned on. */
export const ringSound = {
  get: (): boolean => recalled(Sound) === "on",
  set: (isOn: boolean): void => remember(Sound, isOn ? "on" : "off"),
};

/** Rings until it is ended. Of several open tabs one is heard. */
export function ring(): () => void {
  const end = new AbortController();
  const sounding = () => {
    const stop = sound();
    return new Promise<void>((resolve) => {
      end.signal.addEventListener("abort", () => {
        stop();
        resolve();
      });
    });
  };
  // Another tab's turn comes when this one is closed.
  navigator.locks.request("community.ring", { signal: end.signal }, sounding).catch(() => {});
  return () => end.abort();
}

/** Two soft tones every three seconds, until it is ended. */
function sound(): () => void {
  const context = new AudioContext();
  const tone = (pitch: number, at: number) => {
    const [source, volume] = [context.createOscillator(), context.createGain()];
    source.frequency.value = pitch;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.12, at + 0.04);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.6);
    source.connect(volume).connect(context.destination);
    source.start(at);
    source.stop(at + 0.65);
  };
  const both = () => {
    tone(587, context.currentTime);
    tone(784, context.currentTime + 0.35);
  };
  both();
  const timer = setInterval(both, 3000);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}
