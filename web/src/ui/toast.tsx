import "./toast.css";
import { signal } from "@preact/signals";

/** What can be done about a toast. */
export interface ToastAction {
  text: string;
  run: () => void;
  /** Told when the toast gets the focus or the pointer, and when it loses them. It then stays until it is hidden. */
  hold?: (isHeld: boolean) => void;
}

interface Shown {
  id: number;
  text: string;
  action?: ToastAction | undefined;
}

/** Milliseconds. A toast with a button stays for longer, and as long as it has the focus or the pointer. */
const Short = 5000;
const Long = 8000;

const shown = signal<Shown | undefined>(undefined);
let count = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

function hide(id: number): void {
  if (shown.value?.id === id) {
    shown.value = undefined;
  }
}

function hideAfter(one: Shown): void {
  clearTimeout(timer);
  if (!one.action?.hold) {
    timer = setTimeout(() => hide(one.id), one.action ? Long : Short);
  }
}

/** Says something that needs no answer. It is read aloud, and goes after a while. Returns a function that hides it. */
export function toast(text: string, action?: ToastAction): () => void {
  const one = { id: ++count, text, action };
  // The one before may go with the pointer on it.
  shown.peek()?.action?.hold?.(false);
  shown.value = one;
  hideAfter(one);
  return () => hide(one.id);
}

export function Toasts() {
  const one = shown.value;
  const stay = () => {
    clearTimeout(timer);
    one?.action?.hold?.(true);
  };
  const go = () => {
    if (one && shown.peek() === one) {
      hideAfter(one);
      one.action?.hold?.(false);
    }
  };
  return (
    <div class="toasts" role="status" aria-live="polite">
      {one && (
        <div key={one.id} class="toast" onPointerEnter={stay} onPointerLeave={go} onFocusIn={stay} onFocusOut={go}>
          <p>{one.text}</p>
          {one.action && (
            <button
              type="button"
              onClick={() => {
                hide(one.id);
                one.action?.run();
              }}
            >
              {one.action.text}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
