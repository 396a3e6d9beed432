// A scanner that is a keyboard types the code of a ticket wherever the focus is.

const Fields = "input, textarea, select, [contenteditable]";

/** Leads keys that would be lost into the field, until it is ended. A key that another field takes, or a shortcut, stays where it is. */
export function catchKeys(field: () => HTMLElement | null | undefined): () => void {
  const press = (key: KeyboardEvent) => {
    // A space presses the button that has the focus; a code has none.
    const isText = key.key.length === 1 && key.key !== " " && !key.ctrlKey && !key.metaKey && !key.altKey;
    const isTaken = key.target instanceof Element && key.target.closest(`${Fields}, dialog`);
    if (isText && !isTaken) {
      // The browser writes the character where the focus is after this.
      field()?.focus({ preventScroll: true });
      key.stopPropagation();
    }
  };
  addEventListener("keydown", press, { capture: true });
  return () => removeEventListener("keydown", press, { capture: true });
}
