import { ownerNow } from "../../store/idb.js";
import { toast } from "../../ui/toast.js";
import { words } from "../../words/words.js";
import { talkWords } from "./words.js";

/** Says that something was discarded, with the way to take that back: for the same person only, who may have signed out meanwhile. */
export function sayDiscarded(undo: () => void): void {
  const of = ownerNow();
  toast(talkWords.value.discarded, {
    text: words.value.common.undo,
    run: () => {
      if (of === ownerNow()) {
        undo();
      }
    },
  });
}
