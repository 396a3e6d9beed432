import "./toast.css";
import { signal } from "@preact/signals";

const shown = signal<{ id: number; text: string } | undefined>(undefined);
let count = 0;

/** Says something that needs no answer. It is read aloud, and goes after a while. */
export function toast(text: string): void {
  const id = ++count;
  shown.value = { id, text };
  setTimeout(() => {
    if (shown.value?.id === id) {
      shown.value = undefined;
    }
  }, 5000);
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {shown.value && (
        <p key={shown.value.id} class="toast">
          {shown.value.text}
        </p>
      )}
    </div>
  );
}
