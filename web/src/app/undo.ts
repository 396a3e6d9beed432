import { sentence } from "../ui/states.js";
import { toast } from "../ui/toast.js";
import { words } from "../words/words.js";

/** Milliseconds in which a reader can take something back. */
export const Reprieve = 8000;

interface Waiting {
  timer: ReturnType<typeof setTimeout>;
  work: () => void;
}

const waiting = new Set<Waiting>();

/**
 * Does something a little later, so that it can be taken back without a trace: the server cannot undo it. The screen shows it as done at once;
 * `undo` shows it as it was, also where the work fails. Leaving the page does not lose it.
 */
export function later(work: () => PromiseLike<unknown>, text: string, undo: () => void): void {
  const run = () => {
    clearTimeout(one.timer);
    if (waiting.delete(one)) {
      work().then(undefined, (error: unknown) => {
        undo();
        toast(sentence(error));
      });
    }
  };
  const one: Waiting = { timer: setTimeout(run, Reprieve), work: run };
  waiting.add(one);
  toast(text, {
    text: words.value.common.undo,
    run: () => {
      clearTimeout(one.timer);
      if (waiting.delete(one)) {
        undo();
      }
    },
  });
}

/** Does everything that waits, now: the page may never be shown again. */
export function settle(): void {
  for (const one of [...waiting]) {
    one.work();
  }
}

if (typeof document !== "undefined") {
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      settle();
    }
  });
}
