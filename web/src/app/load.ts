import { useCallback, useEffect, useState } from "preact/hooks";

export interface Loading {
  /** Whether it has been loaded once. */
  isDone: boolean;
  error: unknown;
  again: () => void;
}

/** Runs `load` when the screen appears or an input changes. Its result goes into the store; an earlier run that ends late is ignored. */
export function useLoad(load: (signal: AbortSignal) => Promise<unknown>, inputs: readonly unknown[]): Loading {
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<{ isDone: boolean; error: unknown }>({ isDone: false, error: undefined });
  useEffect(() => {
    const end = new AbortController();
    setState((before) => (before.error ? { isDone: false, error: undefined } : before));
    load(end.signal).then(
      () => end.signal.aborted || setState({ isDone: true, error: undefined }),
      (error: unknown) => end.signal.aborted || setState({ isDone: false, error }),
    );
    return () => end.abort();
  }, [...inputs, attempt]);
  return { ...state, again: useCallback(() => setAttempt((count) => count + 1), []) };
}
