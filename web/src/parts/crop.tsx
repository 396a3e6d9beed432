import "./crop.css";
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useAct } from "../app/act.js";
import { Button } from "../ui/button.js";
import { Dialog } from "../ui/dialog.js";
import { MostBytes } from "../ui/picture.js";
import { toast } from "../ui/toast.js";
import { words } from "../words/words.js";
import { MostZoom, middle, moved, partOf, settled, type View } from "./crop-geometry.js";
import { cropWords } from "./crop-words.js";

/** A person's picture is round, that of an event or a community is wide. */
export type Shape = "round" | "wide";

/** The width for a height of 1. */
const aspects: Record<Shape, number> = { round: 1, wide: 1.6 };
/** Pixels of the width that is kept: twice the widest that is shown. */
const widest: Record<Shape, number> = { round: 1024, wide: 2048 };
/** Pixels of the canvas in the dialog. */
const Drawn = 960;
/** Parts of the frame that an arrow key moves the picture. */
const Step = 0.05;
/** Pixels that a finger moves without meaning it. */
const Still = 6;
const Quality = 0.9;

const arrows: Record<string, [right: number, down: number]> = {
  // The picture goes where the arrow points: the middle of the frame goes the other way.
  ArrowLeft: [Step, 0],
  ArrowRight: [-Step, 0],
  ArrowUp: [0, Step],
  ArrowDown: [0, -Step],
};

function draw(canvas: HTMLCanvasElement, picture: ImageBitmap, aspect: number, view: View): void {
  const part = partOf(picture.width, picture.height, aspect, view);
  const context = canvas.getContext("2d");
  context?.clearRect(0, 0, canvas.width, canvas.height);
  context?.drawImage(picture, part.x, part.y, part.width, part.height, 0, 0, canvas.width, canvas.height);
}

/** The part of the picture as a file of its own: of the same kind, or JPEG where that is too large. */
async function cut(picture: ImageBitmap, shape: Shape, view: View, file: File): Promise<File> {
  const { width } = partOf(picture.width, picture.height, aspects[shape], view);
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(Math.min(width, widest[shape])));
  canvas.height = Math.max(1, Math.round(canvas.width / aspects[shape]));
  draw(canvas, picture, aspects[shape], view);
  for (const type of [file.type, "image/jpeg"]) {
    // A browser that cannot write the kind writes PNG, and says so in the result.
    const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, type, Quality));
    if (made && made.size <= MostBytes) {
      return new File([made], file.name, { type: made.type });
    }
  }
  return file;
}

/** Shows a chosen picture in the frame in which others will see it: it is moved and enlarged there, by finger, mouse or keys. */
export function Crop({
  file,
  shape,
  onUse,
  onClose,
}: {
  file: File;
  shape: Shape;
  onUse: (file: File) => PromiseLike<unknown>;
  onClose: () => void;
}) {
  const texts = cropWords.value;
  const aspect = aspects[shape];
  const picture = useSignal<ImageBitmap | undefined>(undefined);
  const view = useSignal<View>(middle);
  const canvas = useRef<HTMLCanvasElement>(null);
  const fingers = useRef(new Map<number, { x: number; y: number }>());
  const travelled = useRef(0);
  const { isBusy, run } = useAct();
  useEffect(() => {
    let isGone = false;
    createImageBitmap(file).then(
      (found) => {
        if (isGone) {
          found.close();
        } else {
          picture.value = found;
        }
      },
      () => {
        toast(texts.unreadable);
        onClose();
      },
    );
    return () => {
      isGone = true;
      picture.peek()?.close();
    };
  }, []);
  const now = picture.value;
  useLayoutEffect(() => {
    if (canvas.current && now) {
      draw(canvas.current, now, aspect, view.value);
    }
  }, [now, view.value]);
  const move = (right: number, down: number) => {
    if (now) {
      view.value = moved(now.width, now.height, aspect, view.value, right, down);
    }
  };
  const enlarge = (zoom: number) => {
    if (now) {
      view.value = settled(now.width, now.height, aspect, { ...view.value, zoom });
    }
  };
  const onPointerMove = (event: PointerEvent) => {
    const before = fingers.current.get(event.pointerId);
    const box = canvas.current?.getBoundingClientRect();
    if (!before || !box) {
      return;
    }
    const [right, down] = [event.clientX - before.x, event.clientY - before.y];
    travelled.current += Math.hypot(right, down);
    const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const apart = (at: { x: number; y: number }) => Math.max(1, Math.hypot(at.x - other.x, at.y - other.y));
      enlarge((view.value.zoom * apart({ x: event.clientX, y: event.clientY })) / apart(before));
    } else {
      move(-right / box.width, -down / box.height);
    }
    fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
  };
  const onPointerUp = (event: PointerEvent) => {
    const box = canvas.current?.getBoundingClientRect();
    const wasOne = fingers.current.size === 1;
    if (fingers.current.delete(event.pointerId) && wasOne && box && event.type === "pointerup" && travelled.current < Still) {
      // A tap does what dragging does, for those who cannot drag.
      move((event.clientX - box.left) / box.width - 0.5, (event.clientY - box.top) / box.height - 0.5);
    }
  };
  return (
    <Dialog title={texts.title} onClose={onClose}>
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: its keys are its own, they move the picture */}
      <canvas
        ref={canvas}
        class={`crop ${shape}`}
        width={Drawn}
        height={Drawn / aspect}
        role="application"
        aria-label={texts.frame}
        tabIndex={0}
        onKeyDown={(key) => {
          const arrow = arrows[key.key];
          if (arrow) {
            key.preventDefault();
            move(...arrow);
          } else if (key.key === "+" || key.key === "=") {
            enlarge(view.value.zoom * 1.1);
          } else if (key.key === "-") {
            enlarge(view.value.zoom / 1.1);
          }
        }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          if (fingers.current.size === 0) {
            travelled.current = 0;
          }
          fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
        }}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={onPointerUp}
        onWheel={(wheel) => {
          wheel.preventDefault();
          enlarge(view.value.zoom * (wheel.deltaY < 0 ? 1.08 : 1 / 1.08));
        }}
      />
      <p class="small soft">{texts.hint}</p>
      <label class="crop-size">
        {texts.size}
        <input
          type="range"
          min={1}
          max={MostZoom}
          step={0.05}
          value={view.value.zoom}
          onInput={(input) => enlarge(Number(input.currentTarget.value))}
        />
      </label>
      <Button
        kind="primary"
        isWide
        disabled={!now}
        isBusy={isBusy.value}
        onClick={async () => {
          if (now && (await run(async () => onUse(await cut(now, shape, view.value, file)), words.value.common.saved))) {
            onClose();
          }
        }}
      >
        {texts.use}
      </Button>
    </Dialog>
  );
}
