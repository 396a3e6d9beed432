import type { Message } from "@community/sdk";
import type { Signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { me } from "../../app/api.js";
import { type Place, toNew } from "./place.js";

/**
 * A page that is hidden at the end of a talk does not follow it: what others write meanwhile begins with the line of news, and is read once
 * the page is visible and it was shown. `arrive` is called on each return. Answers whether something waits to be shown.
 */
export function useReturning(
  place: Place,
  list: readonly Message[] | undefined,
  firstUnread: Signal<number | undefined>,
  arrive: { readonly current: () => void },
): { readonly current: boolean } {
  const isBehind = useRef(false);
  /** The number of the last message that was seen; undefined: the page is visible, or not at the end. */
  const seen = useRef<number | undefined>(undefined);
  const last = list?.at(-1)?.seq;
  const now = useRef(last);
  now.current = last;
  useLayoutEffect(() => {
    const before = seen.current;
    if (before === undefined || isBehind.current) {
      return;
    }
    const first = list?.find((one) => one.seq > before && one.author_id !== me.value?.id && !one.is_deleted);
    if (first) {
      isBehind.current = true;
      firstUnread.value = first.seq;
      place.leave();
    }
  }, [last]);
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "hidden") {
        seen.current = place.isKnown && place.isAtEnd ? now.current : undefined;
        return;
      }
      seen.current = undefined;
      if (!isBehind.current) {
        arrive.current();
        return;
      }
      // A hidden page has no frames: only now it is laid out.
      requestAnimationFrame(() => {
        place.show(toNew);
        isBehind.current = false;
        arrive.current();
      });
    };
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [place]);
  return isBehind;
}
