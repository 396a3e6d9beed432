import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { useAct } from "../app/act.js";
import { Suspended } from "../app/suspended.js";
import { Button } from "../ui/button.js";
import { MostBytes } from "../ui/picture.js";
import { toast } from "../ui/toast.js";
import { words } from "../words/words.js";
import type { Shape } from "./crop.js";
import { cropWords } from "./crop-words.js";

/** Bytes of a picture of which a part is taken; `cropWords.tooLarge` says it. */
const MostWhole = 8 * MostBytes;

/** Lets the reader choose a picture, and hands it over; with a `shape` the part of it that the reader puts into such a frame. */
export function PictureButton({
  label,
  tooLarge,
  shape,
  onPick,
}: {
  label: string;
  tooLarge: string;
  shape?: Shape;
  onPick: (file: File) => PromiseLike<unknown>;
}) {
  const input = useRef<HTMLInputElement>(null);
  const whole = useSignal<File | undefined>(undefined);
  const { isBusy, run } = useAct();
  return (
    <>
      <input
        ref={input}
        type="file"
        accept="image/png,image/jpeg,image/webp"
        hidden
        onChange={(change) => {
          const file = change.currentTarget.files?.[0];
          // The same file can be chosen again after a failure.
          change.currentTarget.value = "";
          if (file && file.size > (shape ? MostWhole : MostBytes)) {
            toast(shape ? cropWords.value.tooLarge : tooLarge);
          } else if (file && shape) {
            whole.value = file;
          } else if (file) {
            void run(() => onPick(file), words.value.common.saved);
          }
        }}
      />
      <Button icon="camera" isBusy={isBusy.value} onClick={() => input.current?.click()}>
        {label}
      </Button>
      {whole.value && shape && (
        <Suspended
          load={() => import("./crop.js").then((module) => module.Crop)}
          props={{
            file: whole.value,
            shape,
            onUse: async (file: File) => {
              if (file.size > MostBytes) {
                throw new Error(tooLarge);
              }
              await onPick(file);
            },
            onClose: () => {
              whole.value = undefined;
            },
          }}
        />
      )}
    </>
  );
}
