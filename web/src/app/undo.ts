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

/** A list with an item at its former place again; others that are gone meanwhile stay away. */
export const restored = <T extends { id: string }>(before: readonly T[], now: readonly T[], id: string): readonly T[] => {
  const known = new Set(now.map((one) => one.id));
  const former = before.filter((one) => one.id === id || known.has(one.id));
  const old = new Set(former.map((one) => one.id));
  return [...now.filter((one) => !old.has(one.id)), ...former];
};

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
