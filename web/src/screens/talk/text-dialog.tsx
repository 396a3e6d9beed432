import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { Button } from "../../ui/button.js";
import { Dialog } from "../../ui/dialog.js";
import { Field } from "../../ui/field.js";
import { words } from "../../words/words.js";

interface TextDialogProps {
  title: string;
  label: string;
  hint?: string;
  error?: string;
  text: Signal<string>;
  /** Characters at most. */
  most: number;
  isBusy: boolean;
  onSave: () => unknown;
  onClose: () => void;
  /** Above the field. */
  children?: ComponentChildren;
}

/** Asks for one line of text. */
export function TextDialog({ title, label, hint, error, text, most, isBusy, onSave, onClose, children }: TextDialogProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        class="stack"
        noValidate
        onSubmit={(submit) => {
          submit.preventDefault();
          onSave();
        }}
      >
        {children}
        <Field
          label={label}
          hint={hint}
          error={error}
          value={text.value}
          maxLength={most}
          dir="auto"
          onValue={(next) => {
            text.value = next;
          }}
        />
        <Button kind="primary" type="submit" isWide isBusy={isBusy}>
          {words.value.common.save}
        </Button>
      </form>
    </Dialog>
  );
}
