import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api, me } from "../../app/api.js";
import { returns } from "../../store/feed.js";

/** Milliseconds: presence in a list may be so old. */
const Renewed = 60_000;

/** The people of one's conversations who are connected: asked for now, after a lost connection, and each minute while the page is visible. */
export function useHere(): Signal<ReadonlySet<string>> {
  const here = useSignal<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const ask = () => {
      if (document.visibilityState === "visible") {
        api.direct.presence().then(
          ({ online }) => {
            here.value = new Set(online);
          },
          // What is not known is not shown.
          () => {
            here.value = new Set();
          },
        );
      }
    };
    ask();
    const timer = setInterval(ask, Renewed);
    document.addEventListener("visibilitychange", ask);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", ask);
    };
  }, [me.value?.id, returns.value]);
  return here;
}
