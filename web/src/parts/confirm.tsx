import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useAct } from "../app/act.js";
import { Button } from "../ui/button.js";
import { Dialog } from "../ui/dialog.js";
import { Field } from "../ui/field.js";
import { words } from "../words/words.js";

/** Asks before something that cannot be taken back. `typed`: the text to write first. */
export function Confirm({
  title,
  action,
  work,
  done,
  typed,
  isReady: isFilled = true,
  onClose,
  children,
}: {
  title: string;
  action: string;
  work: () => PromiseLike<unknown>;
  done?: string;
  typed?: string;
  /** What it needs has been written. */
  isReady?: boolean;
  onClose: () => void;
  children?: ComponentChildren;
}) {
  const { isBusy, run } = useAct();
  const text = useSignal("");
  const isReady = isFilled && (!typed || text.value.trim() === typed);
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      {typed && (
        <Field
          label={words.value.common.typeToConfirm(typed)}
          value={text.value}
          autocomplete="off"
          dir="auto"
          onValue={(value) => {
            text.value = value;
          }}
        />
      )}
      <Button
        kind="danger"
        isWide
        isBusy={isBusy.value}
        disabled={!isReady}
        onClick={async () => {
          if (await run(work, done)) {
            onClose();
          }
        }}
      >
        {action}
      </Button>
    </Dialog>
  );
}
