import { useSignalEffect } from "@preact/signals";
import { type ComponentChildren, type RefObject, render } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { modals } from "../../ui/modals.js";

/** Its content stays within reach: while a modal dialog is open, it is in there. */
export function Floating({ children }: { children: ComponentChildren }) {
  const home = useRef<HTMLDivElement>(null);
  const [host] = useState(() => document.createElement("div"));
  useLayoutEffect(() => render(children, host));
  useSignalEffect(() => {
    const open = modals.value;
    const target = open.at(-1) ?? home.current;
    // Moving a modal dialog would close it: one of its own stays where it is.
    if (target && host.parentNode !== target && !open.some((one) => host.contains(one))) {
      target.append(host);
    }
  });
  useEffect(
    () => () => {
      render(null, host);
      host.remove();
    },
    [],
  );
  return <div ref={home} />;
}

/** The last element with the focus, and the last one outside of calls. */
let last: Element | undefined;
let outside: Element | undefined;
addEventListener("focusin", ({ target }) => {
  last = target instanceof Element ? target : undefined;
  if (last && !last.closest("[data-call]")) {
    outside = last;
  }
});
addEventListener("pointerdown", () => {
  last = undefined;
});

/** When a part of a call goes that has the focus, the focus goes on: to what is left of calls, or to where it was before. */
export function useFocusAfter(of: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const part = of.current;
    return () => {
      // The part is gone already, and the focus with it.
      if (!last || !part?.contains(last)) {
        return;
      }
      queueMicrotask(() => {
        const before = outside?.isConnected ? outside : document.getElementById("main");
        const next = document.querySelector("[data-call] button") ?? before;
        (next as HTMLElement | null)?.focus();
      });
    };
  }, []);
}
