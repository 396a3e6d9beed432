import { sentence } from "../ui/states.js";
import { toast } from "../ui/toast.js";
import { words } from "../words/words.js";
import { outlive } from "./outlive.js";

/** Milliseconds in which a reader can take something back. */
export const Reprieve = 8000;

interface Waiting {
  work: () => Promise<void>;
}

const waiting = new Set<Waiting>();

/**
 * Does something a little later, so that it can be taken back without a trace: the server cannot undo it. The screen shows it as done at once;
 * `undo` shows it as it was, also where the work fails. The offer to take it back is there exactly as long as it can be taken; a page that is
 * left does it at once.
 */
export function later(work: () => PromiseLike<unknown>, text: string, undo: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = async () => {
    clearTimeout(timer);
    hide();
    if (waiting.delete(one)) {
      try {
        await outlive(work);
      } catch (error) {
        undo();
        toast(sentence(error));
      }
    }
  };
  const one: Waiting = { work: run };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void run(), Reprieve);
  };
  // Their offers go when this one appears.
  void settle();
  waiting.add(one);
  const hide = toast(text, {
    text: words.value.common.undo,
    run: () => {
      clearTimeout(timer);
      if (waiting.delete(one)) {
        undo();
      }
    },
    // Nothing is done behind a reader who is on the way to the button.
    hold: (isHeld) => (isHeld ? clearTimeout(timer) : waiting.has(one) && wait()),
  });
  wait();
}

/** What tells one item of a list from the others; undefined where nothing does. */
export const identity = (item: unknown): unknown => {
  const { id, registration_id, user_id } = (item ?? {}) as Record<string, unknown>;
  return id ?? registration_id ?? user_id;
};

/** A list with items at their former places again; others that are gone meanwhile stay away. */
export const restored = <T>(before: readonly T[], now: readonly T[], ...ids: readonly unknown[]): readonly T[] => {
  const known = new Set(now.map(identity));
  const former = before.filter((one) => ids.includes(identity(one)) || known.has(identity(one)));
  const old = new Set(former.map(identity));
  return [...now.filter((one) => !old.has(identity(one))), ...former];
};

/** Does everything that waits, now: the page may never be shown again. Its end is that of all of them. */
export async function settle(): Promise<void> {
  await Promise.all([...waiting].map((one) => one.work()));
}

if (typeof document !== "undefined") {
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      void settle();
    }
  });
}
