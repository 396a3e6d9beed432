import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { forget, keep, kept } from "../store/idb.js";

/** A text that a dialog asks for. It is there again when the dialog is opened again, also after a reload. */
export interface Draft {
  text: Signal<string>;
  write: (text: string) => void;
  /** Shows a text without keeping it. One that is emptied does not stay on the device either. */
  type: (text: string) => void;
  /** The text has done its work. A text of another place that is written meanwhile stays. */
  clear: () => void;
}

/** The draft of a place, such as announce/ID. Another place has another text; undefined: nothing is written now. */
export function useDraft(place: string | undefined): Draft {
  const text = useSignal("");
  const now = useRef(place);
  now.current = place;
  useEffect(() => {
    text.value = "";
    let isOver = false;
    if (place) {
      void kept<string>("drafts", place).then(
        (before) => {
          if (before && !isOver && text.peek() === "") {
            text.value = before;
          }
        },
        () => {},
      );
    }
    return () => {
      isOver = true;
    };
  }, [place]);
  const write = (next: string) => {
    text.value = next;
    if (place) {
      // Without room it lasts as long as the dialog.
      void (next ? keep("drafts", place, next) : forget("drafts", place)).catch(() => {});
    }
  };
  const type = (next: string) => {
    if (next) {
      text.value = next;
    } else {
      write("");
    }
  };
  const clear = () => {
    if (now.current === place) {
      text.value = "";
    }
    if (place) {
      void forget("drafts", place).catch(() => {});
    }
  };
  return { text, write, type, clear };
}
