// Reads QR codes from a video: by the browser itself where it can, else by a worker of ours.
import workerAddress from "virtual:qr-worker";
import { policy } from "../../app/trusted.js";

/** Milliseconds between two pictures. */
const Interval = 200;
/** Pixels: a larger picture is made smaller first. A ticket's code has some 90 squares in a row, each of which needs several pixels. */
const MostPixels = 1024;

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
type Decode = (video: HTMLVideoElement) => Promise<string | null>;

function byBrowser(): Decode | undefined {
  const kind = (globalThis as { BarcodeDetector?: new (options: { formats: string[] }) => Detector }).BarcodeDetector;
  if (!kind) {
    return undefined;
  }
  const detector = new kind({ formats: ["qr_code"] });
  return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
}

function byWorker(): { decode: Decode; end: () => void } {
  const worker = new Worker(policy.createScriptURL(workerAddress));
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  let count = 0;
  const decode: Decode = (video) => {
    const scale = Math.min(1, MostPixels / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    context?.drawImage(video, 0, 0, canvas.width, canvas.height);
    const image = context?.getImageData(0, 0, canvas.width, canvas.height);
    if (!image) {
      return Promise.resolve(null);
    }
    const id = ++count;
    return new Promise((resolve) => {
      const hear = ({ data }: MessageEvent<{ id: number; type: string; data: string | null }>) => {
        if (data.id === id && data.type === "qrResult") {
          worker.removeEventListener("message", hear);
          resolve(data.data);
        }
      };
      worker.addEventListener("message", hear);
      worker.postMessage({ id, type: "decode", data: image }, [image.data.buffer]);
    });
  };
  return { decode, end: () => worker.terminate() };
}

/** Reports each code in the video; the same one again only after it was gone or after two seconds. Returns the function that ends it. */
export function watch(video: HTMLVideoElement, tell: (text: string) => void): () => void {
  const own = byBrowser();
  const { decode, end } = own ? { decode: own, end: () => {} } : byWorker();
  let isOver = false;
  let last = { text: "", at: 0 };
  const look = async () => {
    while (!isOver) {
      if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && video.videoWidth > 0) {
        const text = await decode(video).catch(() => null);
        if (text && !isOver && (text !== last.text || Date.now() - last.at > 2000)) {
          tell(text);
        }
        if (text) {
          last = { text, at: Date.now() };
        }
      }
      await new Promise((go) => setTimeout(go, Interval));
    }
  };
  void look();
  return () => {
    isOver = true;
    end();
  };
}
