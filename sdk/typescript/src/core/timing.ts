import { TimedOut } from "./errors.js";

/** A random UUID, also in pages without TLS, where `crypto.randomUUID` is missing. */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 15) | 64;
  bytes[8] = ((bytes[8] ?? 0) & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** A trace of the call, by W3C's Trace Context: operators find all of its attempts, and what they caused, under one id. */
export function traceParent(): string {
  const hex = (uuid() + uuid()).replaceAll("-", "");
  return `00-${hex.slice(0, 32)}-${hex.slice(32, 48)}-01`;
}

/** Exponential back-off with full jitter: a random time up to `base` times 2 to the power of `attempt`, at most `most`; in milliseconds. */
export function backOff(attempt: number, base: number, most: number): number {
  return Math.random() * Math.min(most, base * 2 ** attempt);
}

/** Waits; fails with the signal's reason when it is aborted. */
export function sleep(milliseconds: number, signal?: AbortSignal | null): Promise<void> {
  let timer: ReturnType<typeof setTimeout>;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  return until(over, signal).finally(() => clearTimeout(timer));
}

/**
 * A signal that is aborted with another one, or after a time in milliseconds (0: never). The first function stops the clock, the second lets go of
 * the other signal. Throws the reason of a signal that was aborted before.
 */
export function limited(time: number, outer?: AbortSignal | null): [AbortSignal, () => void, () => void] {
  outer?.throwIfAborted();
  const limit = new AbortController();
  const abort = () => limit.abort(outer?.reason);
  const timer = time ? setTimeout(() => limit.abort(new TimedOut(`No answer within ${time} ms.`)), time) : undefined;
  outer?.addEventListener("abort", abort, { once: true });
  return [limit.signal, () => clearTimeout(timer), () => outer?.removeEventListener("abort", abort)];
}

/** A promise that fails with the signal's reason when it is aborted before. */
export function until<T>(promise: Promise<T>, signal?: AbortSignal | null): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal?.reason);
    // Its failure is handled, also if the signal was aborted before.
    promise.then(resolve, reject).finally(() => signal?.removeEventListener("abort", abort));
    signal?.addEventListener("abort", abort, { once: true });
    if (signal?.aborted) {
      abort();
    }
  });
}
