import { useEffect } from "preact/hooks";

/** Looks again and again as long as the page is visible, and once when it becomes visible. Without an interval it does not look. */
export function useGlance(look: () => void, interval: number | undefined, inputs: readonly unknown[]): void {
  useEffect(() => {
    if (interval === undefined) {
      return;
    }
    const glance = () => {
      if (document.visibilityState === "visible") {
        look();
      }
    };
    const timer = setInterval(glance, interval);
    document.addEventListener("visibilitychange", glance);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", glance);
    };
  }, [...inputs, interval]);
}
