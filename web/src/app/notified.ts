import { useEffect } from "preact/hooks";
import { api } from "./api.js";

/** Does `work` whenever a notification of the person leads to this thing, and once the hub is there: one may have come before. */
export function useNotified(id: string, work: () => void): void {
  useEffect(() => {
    const ends = [api.realtime.on("notification", ({ target }) => target.id === id && work()), api.realtime.on("connected", () => work())];
    return () => {
      for (const end of ends) {
        end();
      }
    };
  }, [id, work]);
}
