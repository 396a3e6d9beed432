import { useEffect } from "preact/hooks";
import { isInCall, ringing } from "../store/calls.js";
import { Suspended } from "./suspended.js";

const load = () => import("../screens/calls/panel.js").then((module) => module.Calls);

/** Calls over every screen; their code comes with the first one. Alt and C lead to the call that rings or goes on. */
export function CallLayer() {
  useEffect(() => {
    const press = (key: KeyboardEvent) => {
      if (key.altKey && !key.ctrlKey && !key.metaKey && key.code === "KeyC") {
        const find = (selector: string) => document.querySelector<HTMLElement>(`[data-call] ${selector}`);
        const target = find(".primary") ?? find("button");
        if (target) {
          key.preventDefault();
          target.focus();
        }
      }
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
  return isInCall.value || ringing.value.length > 0 ? <Suspended load={load} props={{}} /> : null;
}
