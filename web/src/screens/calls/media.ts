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

/** Lets a stream be heard until it is ended. A browser that waits for a touch first (after a reload) gets it from the next one. */
export function hear(stream: MediaStream): () => void {
  const speaker = new Audio();
  speaker.srcObject = stream;
  const play = () => void speaker.play().catch(() => addEventListener("pointerdown", play, { once: true }));
  play();
  return () => {
    removeEventListener("pointerdown", play);
    speaker.srcObject = null;
  };
}

const Sound = "community.ring-sound";
/** Whether a ring is heard, too. Off until it is turned on. */
export const ringSound = {
  get: (): boolean => localStorage.getItem(Sound) === "on",
  set: (isOn: boolean): void => localStorage.setItem(Sound, isOn ? "on" : "off"),
};

/** Two soft tones every three seconds, until it is ended. */
export function ring(): () => void {
  const sound = new AudioContext();
  const tone = (pitch: number, at: number) => {
    const [source, volume] = [sound.createOscillator(), sound.createGain()];
    source.frequency.value = pitch;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.12, at + 0.04);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.6);
    source.connect(volume).connect(sound.destination);
    source.start(at);
    source.stop(at + 0.65);
  };
  const both = () => {
    tone(587, sound.currentTime);
    tone(784, sound.currentTime + 0.35);
  };
  both();
  const timer = setInterval(both, 3000);
  return () => {
    clearInterval(timer);
    void sound.close();
  };
}
