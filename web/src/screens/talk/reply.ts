import type { Message } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { forget, keep, kept } from "../../store/idb.js";

/** Milliseconds: later the message may have been deleted or changed. */
const Remembered = 86_400_000;

interface KeptReply {
  message: Message;
  /** When it was begun: milliseconds since 1970. */
  at: number;
}

/** The message that is being answered in a place. As the draft it is there again after a reload. */
export function useReply(target: string) {
  const message = useSignal<Message | undefined>(undefined);
  /** It was begun before: it takes no focus. */
  const isResumed = useSignal(false);
  const place = `reply/${target}`;
  useEffect(() => {
    kept<KeptReply>("drafts", place).then(
      (before) => {
        if (before && before.at + Remembered > Date.now() && !message.peek()) {
          isResumed.value = true;
          message.value = before.message;
        }
      },
      () => {},
    );
  }, [place]);
  const set = (next: Message | undefined) => {
    isResumed.value = false;
    message.value = next;
    // Without room it lasts as long as the page.
    void (next ? keep("drafts", place, { message: next, at: Date.now() } satisfies KeptReply) : forget("drafts", place)).catch(() => {});
  };
  return { message, isResumed, set };
}
