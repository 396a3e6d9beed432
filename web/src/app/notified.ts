import { useEffect } from "preact/hooks";
import { api } from "./api.js";

/** Does `work` whenever a notification of the person leads to this thing. */
export function useNotified(id: string, work: () => void): void {
  useEffect(() => api.realtime.on("notification", ({ target }) => target.id === id && work()), [id, work]);
}
