import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** The part of what has the focus that may lie below the panel. */
const MostCovered = 0.3;

/** How much of a box another one covers, from 0 to 1. */
export function coveredPart(box: DOMRect, by: DOMRect): number {
  const across = Math.min(box.right, by.right) - Math.max(box.left, by.left);
  const down = Math.min(box.bottom, by.bottom) - Math.max(box.top, by.top);
  return across > 0 && down > 0 ? (across * down) / Math.max(1, box.width * box.height) : 0;
}

/** Whether a panel that lies over the page has to be at its lower end: it goes to the other end where it covers what has the focus. */
export function useAside(panel: RefObject<HTMLElement | null>): ReadonlySignal<boolean> {
  const isBelow = useSignal(false);
  useEffect(() => {
    let frame = 0;
    const look = ({ target }: FocusEvent) => {
      cancelAnimationFrame(frame);
      // The page scrolls to what has the focus first.
      frame = requestAnimationFrame(() => {
        const box = panel.current;
        if (box && target instanceof Element && !box.contains(target)) {
          const covered = coveredPart(target.getBoundingClientRect(), box.getBoundingClientRect());
          if (covered > MostCovered) {
            isBelow.value = !isBelow.value;
          }
        }
      });
    };
    addEventListener("focusin", look);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener("focusin", look);
    };
  }, []);
  return isBelow;
}
