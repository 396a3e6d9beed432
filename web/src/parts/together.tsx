import { type Signal, useSignal } from "@preact/signals";
import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { Loading } from "../app/load.js";
import { Bone, Skeleton } from "../ui/states.js";

/** Milliseconds after which the sections are shown, whatever is still on its way. */
const Patience = 3000;

const Waiting = createContext<Signal<number> | undefined>(undefined);

/** Sections that load apart and appear together, so that none of them moves another one. */
export function Together({ children }: { children: ComponentChildren }) {
  const waiting = useSignal(0);
  const [isShown, show] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => show(true), Patience);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    if (waiting.value === 0) {
      show(true);
    }
  }, [waiting.value]);
  return (
    <Waiting.Provider value={waiting}>
      {!isShown && (
        <Skeleton>
          <Bone kind="card" />
          <Bone kind="card" />
        </Skeleton>
      )}
      <div class="together" hidden={!isShown}>
        {children}
      </div>
    </Waiting.Provider>
  );
}

/** The sections wait for this one until it is loaded or has failed. */
export function useTogether({ isDone, error }: Pick<Loading, "isDone" | "error">): void {
  const waiting = useContext(Waiting);
  const isWaiting = !isDone && error === undefined;
  useEffect(() => {
    if (!waiting || !isWaiting) {
      return undefined;
    }
    waiting.value++;
    return () => {
      waiting.value--;
    };
  }, [isWaiting]);
}
