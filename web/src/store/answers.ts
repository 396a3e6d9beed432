// The last answers of the API, for a time without a network: what was read once can be read again.
import { ConnectionFailed } from "@community/sdk";
import { everyKept, forget, keep, kept, ownerNow } from "./idb.js";

interface Answer {
  key: string;
  /** Milliseconds since 1970. */
  at: number;
  value: unknown;
}

/** Milliseconds after which an answer is dropped. */
const Lifetime = 30 * 86_400_000;

export const keepAnswer = (key: string, value: unknown, of = ownerNow()): Promise<void> =>
  keep("answers", key, { key, at: Date.now(), value } satisfies Answer, of);

const fromDevice = new WeakSet<object>();

/** Whether an answer of `readKept` is the device's copy, not the server's word of now. */
export const isFromDevice = (value: unknown): boolean => typeof value === "object" && value !== null && fromDevice.has(value);

function marked<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    fromDevice.add(value);
  }
  return value;
}

/** Reads from the API and keeps the answer. Without a network the kept one is taken, if there is one. */
export async function readKept<T>(key: string, read: () => PromiseLike<T>): Promise<T> {
  const of = ownerNow();
  const before = async () => (await kept<Answer>("answers", key)) as { value: T } | undefined;
  if (!navigator.onLine) {
    const known = await before();
    if (known) {
      return marked(known.value);
    }
  }
  try {
    const value = await read();
    // A kept answer is for bad times: that it cannot be kept harms nobody now.
    void keepAnswer(key, value, of).catch(() => {});
    return value;
  } catch (error) {
    const known = error instanceof ConnectionFailed && of === ownerNow() ? await before() : undefined;
    if (!known) {
      throw error;
    }
    return marked(known.value);
  }
}

/** Drops old answers. */
export async function dropOldAnswers(now = Date.now()): Promise<void> {
  for (const one of await everyKept<Answer>("answers")) {
    if (one.at < now - Lifetime) {
      await forget("answers", one.key);
    }
  }
}
