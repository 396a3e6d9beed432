import { comfort } from "../../app/comfort.js";
import { letterOf } from "../../app/keys.js";

/** What the keys of a list of messages lead to. */
export interface Walk {
  /** The text by which a screen reader names a message. */
  label: (seq: number) => string;
  /** Shows the messages after the last one (1), or before the first one (-1), if there are any. */
  more: (way: 1 | -1) => unknown;
  reply: (seq: number) => void;
  edit: (seq: number) => void;
  /** Marks a message, and those after it, as unread. */
  unread: (seq: number) => void;
}

const arrows: Record<string, 1 | -1> = { ArrowDown: 1, ArrowUp: -1 };
const letters: Record<string, 1 | -1> = { j: 1, k: -1 };

/**
 * The keys of a list of messages: J or the arrow down to the next message, K or the arrow up to the one before, R replies, E edits,
 * Shift+U marks as unread. They act while the list or a message has the focus, and letters only if the reader wants single keys.
 */
export function walk(key: KeyboardEvent, box: HTMLElement, { label, more, reply, edit, unread }: Walk): void {
  const row = rowOf(key.target);
  if ((!row && key.target !== box) || key.ctrlKey || key.metaKey || key.altKey) {
    return;
  }
  const letter = comfort.keys.value === "off" ? "" : letterOf(key);
  if (key.shiftKey) {
    if (row && letter === "u") {
      unread(seqOf(row));
    }
    return;
  }
  const step = arrows[key.key] ?? letters[letter];
  if (step && !(row && key.key in arrows && isBeyond(row, box, step))) {
    key.preventDefault();
    const next = nextRow(row, box, step);
    if (next) {
      focus(next, label(seqOf(next)));
    } else if (row) {
      void Promise.resolve(more(step)).then(() =>
        requestAnimationFrame(() => {
          const before = nextRow(row, box, step);
          if (before && document.activeElement === row) {
            focus(before, label(seqOf(before)));
          }
        }),
      );
    }
  } else if (row && letter === "r") {
    key.preventDefault();
    reply(seqOf(row));
  } else if (row && letter === "e") {
    key.preventDefault();
    edit(seqOf(row));
  }
}

/** The number of the message that an element is in. */
export function seqAt(element: EventTarget | null): number | undefined {
  const row = (element as Element | null)?.closest<HTMLElement>("[data-seq]");
  return row ? seqOf(row) : undefined;
}

const seqOf = (row: HTMLElement) => Number(row.dataset.seq);

const rowOf = (element: EventTarget | null) => ((element as Element).matches("[data-seq]") ? (element as HTMLElement) : undefined);

/** Whether a message goes beyond the window on that side: the arrow scrolls through it first. */
function isBeyond(row: HTMLElement, box: HTMLElement, step: number): boolean {
  const [one, window] = [row.getBoundingClientRect(), box.getBoundingClientRect()];
  return step > 0 ? one.bottom > window.bottom + 1 : one.top < window.top - 1;
}

/** The message beside one; without one, the first or the last of those that are seen. */
function nextRow(row: HTMLElement | undefined, box: HTMLElement, step: number): HTMLElement | undefined {
  const rows = [...box.querySelectorAll<HTMLElement>("[data-seq]")];
  if (row) {
    return rows[rows.indexOf(row) + step];
  }
  const { top, bottom } = box.getBoundingClientRect();
  const isSeen = (one: HTMLElement) => one.getBoundingClientRect().bottom > top && one.getBoundingClientRect().top < bottom;
  return step > 0 ? rows.find(isSeen) : rows.findLast(isSeen);
}

/** A message can have the focus only while it has it: a press on its text moves none. */
function focus(row: HTMLElement, label: string): void {
  const left = () => {
    // The focus comes back to it with the window.
    if (document.activeElement !== row) {
      row.removeEventListener("blur", left);
      row.removeAttribute("tabindex");
      row.removeAttribute("aria-label");
    }
  };
  row.addEventListener("blur", left);
  row.tabIndex = -1;
  row.setAttribute("aria-label", label);
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}
