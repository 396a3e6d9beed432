import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { clock } from "../words/format.js";
import { ar, enCount } from "../words/plural.js";
import { catalogue, words } from "../words/words.js";

export const holdWords = catalogue({
  en: { left: (minutes: number) => `${enCount(minutes, "minute", "minutes", "Less than a minute")} left.` },
  ar: { left: (minutes: number) => (minutes === 0 ? "بقي أقل من دقيقة." : `الدقائق الباقية: ${ar(minutes)}.`) },
});

/** Milliseconds between two looks at the clock. */
const Interval = 5000;

/** Until when a seat is held, and how many minutes that is. Each minute is told; `onOver` again and again when the last one has passed. */
export function HoldLeft({ until, onOver }: { until: string; onOver: () => void }) {
  const left = () => Date.parse(until) - Date.now();
  const minutes = useSignal(Math.max(0, Math.floor(left() / 60_000)));
  useEffect(() => {
    const timer = setInterval(() => {
      minutes.value = Math.max(0, Math.floor(left() / 60_000));
      // Until the hold is gone here, too: the server may end it a little later.
      if (left() <= 0) {
        onOver();
      }
    }, Interval);
    return () => clearInterval(timer);
  }, [until]);
  return (
    <>
      {words.value.event.held(clock(until))}{" "}
      <span role="status" aria-live="polite">
        {holdWords.value.left(minutes.value)}
      </span>
    </>
  );
}
