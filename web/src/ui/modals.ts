import { signal } from "@preact/signals";

/** The modal dialogs that are open, the uppermost last. Everything outside of it can neither be clicked nor focused. */
export const modals = signal<readonly HTMLDialogElement[]>([]);

/** Opens a dialog over the page. Returns a function that closes it. */
export function openModal(dialog: HTMLDialogElement): () => void {
  dialog.showModal();
  modals.value = [...modals.value, dialog];
  return () => {
    modals.value = modals.value.filter((one) => one !== dialog);
    dialog.close();
  };
}
