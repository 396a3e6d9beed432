import "./dialog.css";
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { words } from "../words/words.js";
import { IconButton } from "./button.js";
import { openModal } from "./modals.js";

/** A sheet over the page: from below on a phone, in the middle elsewhere. The browser keeps the focus in it and gives it back. */
export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ComponentChildren }) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  // Before the next key is pressed, which belongs to the dialog.
  useLayoutEffect(() => (dialog.current ? openModal(dialog.current) : undefined), []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={id}
      onCancel={(cancel) => {
        cancel.preventDefault();
        onClose();
      }}
      onClick={(click) => {
        // The field around the sheet belongs to the dialog.
        if (click.target === dialog.current) {
          onClose();
        }
      }}
    >
      <div class="dialog-sheet">
        <header>
          <h2 id={id}>{title}</h2>
          <IconButton icon="close" label={words.value.common.close} onClick={onClose} />
        </header>
        {children}
      </div>
    </dialog>
  );
}
