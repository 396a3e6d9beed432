// Work that need not be in the first paint.
import { useEffect, useState } from "preact/hooks";

/** Milliseconds until it is done at the latest. */
const Latest = 1000;
/** Milliseconds, for browsers that do not tell when they have nothing to do. */
const Delay = 50;

/** Runs the work in a task of its own when the browser has nothing to do. Returns a function that calls it off. */
export function later(work: () => void): () => void {
  if (typeof requestIdleCallback === "function") {
    const waiting = requestIdleCallback(work, { timeout: Latest });
    return () => cancelIdleCallback(waiting);
  }
  const waiting = setTimeout(work, Delay);
  return () => clearTimeout(waiting);
}

/** False in the first paint, and true when the browser has had time for more. */
export function useLater(): boolean {
  const [isTime, setTime] = useState(false);
  useEffect(() => later(() => setTime(true)), []);
  return isTime;
}
