import type { Message } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { forget, keep, kept } from "../../store/idb.js";
import { draftChannel, type Told } from "./drafts.js";

/** Milliseconds: later the message may have been deleted or changed. */
const Remembered = 86_400_000;

interface KeptReply {
  message: Message;
  /** When it was begun: milliseconds since 1970. */
  at: number;
}

/** The message that is being answered in a place. As the draft it is there again after a reload, and the same in all tabs. */
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
  const tabs = useRef<BroadcastChannel | undefined>(undefined);
  useEffect(() => {
    const channel = draftChannel(({ place: of, reply }) => {
      // A tab with the focus keeps what its reader has begun; one that is sent or left elsewhere is over here, too.
      if (of === target && reply !== undefined && (!reply || !message.peek() || !document.hasFocus())) {
        isResumed.value = true;
        message.value = reply ?? undefined;
      }
    });
    tabs.current = channel;
    return () => channel.close();
  }, [target]);
  const set = (next: Message | undefined) => {
    isResumed.value = false;
    message.value = next;
    tabs.current?.postMessage({ place: target, reply: next ?? null } satisfies Told);
    // Without room it lasts as long as the page.
    void (next ? keep("drafts", place, { message: next, at: Date.now() } satisfies KeptReply) : forget("drafts", place)).catch(() => {});
  };
  return { message, isResumed, set };
}
