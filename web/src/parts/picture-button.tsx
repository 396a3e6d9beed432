import { useRef } from "preact/hooks";
import { useAct } from "../app/act.js";
import { Button } from "../ui/button.js";
import { toast } from "../ui/toast.js";
import { words } from "../words/words.js";

/** Bytes: the largest picture of a person, a community or an event. */
const MostBytes = 5 * 1024 * 1024;

/** Lets the reader choose a picture, and hands it over. */
export function PictureButton({
  label,
  tooLarge,
  onPick,
}: {
  label: string;
  tooLarge: string;
  onPick: (file: File) => PromiseLike<unknown>;
}) {
  const input = useRef<HTMLInputElement>(null);
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
          if (file && file.size > MostBytes) {
            toast(tooLarge);
          } else if (file) {
            void run(() => onPick(file), words.value.common.saved);
          }
        }}
      />
      <Button icon="camera" isBusy={isBusy.value} onClick={() => input.current?.click()}>
        {label}
      </Button>
    </>
  );
}
