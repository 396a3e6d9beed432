import { signal } from "@preact/signals";

/** Nearer to the end than this (pixels), the list follows new messages. */
const NearEnd = 120;
/** So far (pixels) a fraction of a pixel may be from the end. */
const AtEnd = 2;
/** A smaller shift (pixels) is a rounding of the browser's. */
const Rounding = 0.5;
/** Pixels that are left above the first unread message. */
const AboveNew = 80;

/**
 * Keeps the reader's place in a list of messages. Whatever changes above the eye, the same message stays under it; who has read to the end
 * stays there. It measures once a frame, before that is painted.
 */
export class Place {
  /** False until the first messages are laid out and the first unread one of them, or else the end, is shown. */
  isKnown = false;
  /** Whether new messages are followed. */
  isAtEnd = true;
  /** Whether more messages follow than are on the page: its end is not that of the talk. */
  isCut = false;
  /** The same of the last layout. */
  private wasCut = false;
  /** Whether more than the height of the list is below the reader. A signal tells of changes, not of each scroll. */
  readonly isFar = signal(false);
  private box: HTMLElement | undefined;
  private reached = () => {};
  private frame = 0;
  /** The place stays at the very end. */
  private isHeld = true;
  /** `follow` was called since the last layout. */
  private isAsked = false;
  /** The messages before the eyes, each with its distance (pixels) from the start of the list. */
  private seen: { row: Element; top: number }[] = [];
  /** `scrollTop`, and the largest that there is, in the layout that the reader saw last. */
  private at = 0;
  private end = 0;

  /**
   * Watches a list, which has one element with all its content, from now on. `reached` is called when the first place is shown, and when
   * the end comes without scrolling. Returns a function that ends it.
   */
  watch(box: HTMLElement, reached: () => void): () => void {
    this.box = box;
    this.reached = reached;
    // Pictures that come in, a keyboard that opens: the pane tells the rest before the browser lays it out.
    const observer = new ResizeObserver(() => this.settle());
    observer.observe(box);
    if (box.firstElementChild) {
      observer.observe(box.firstElementChild);
    }
    return () => {
      observer.disconnect();
      cancelAnimationFrame(this.frame);
      this.frame = 0;
      this.box = undefined;
    };
  }

  /** Has to be called for each change of the list. */
  changed() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.settle();
    });
  }

  /** Goes to the end when what is being added is laid out. */
  follow() {
    this.isCut = false;
    this.isAtEnd = true;
    this.isHeld = true;
    this.isAsked = true;
  }

  /** Leaves the end, before `show` is called. */
  leave() {
    this.isKnown = true;
    this.isAtEnd = false;
    this.isHeld = false;
    this.isAsked = false;
  }

  /** Shows another place. `lead` scrolls there at once. */
  show(lead: (box: HTMLElement) => void) {
    if (this.box) {
      this.isKnown = true;
      this.isAsked = false;
      lead(this.box);
      this.remember();
      this.look();
    }
  }

  /** Has to be called for each event of scrolling. */
  scrolled() {
    const box = this.box;
    if (box && this.isKnown) {
      const end = endOf(box);
      // A list that became shorter than the place is deep scrolls without its reader.
      if (this.at <= end || box.scrollTop < end - AtEnd) {
        this.at = box.scrollTop;
        this.look();
        this.measure(box);
      }
      // The reader may leave the end slowly, and is not taken back to it.
      if (!this.isHeld || end !== this.end) {
        this.settle();
      }
    }
  }

  /** Pixels to the end of the talk, in the layout that the reader saw. */
  private get left(): number {
    return this.isCut ? Number.POSITIVE_INFINITY : this.end - this.at;
  }

  /** Where the reader is in the layout that they saw: what was added since is not counted. */
  private look() {
    this.isAtEnd = this.left < NearEnd;
    this.isHeld = this.left < AtEnd || (this.isAsked && this.isAtEnd);
  }

  private measure(box: HTMLElement) {
    this.isFar.value = this.left > box.clientHeight;
  }

  private settle() {
    const box = this.box;
    if (!box) {
      return;
    }
    if (!this.isKnown) {
      this.show(toNew);
      this.reached();
      this.wasCut = this.isCut;
      return;
    }
    if (this.isHeld) {
      box.scrollTop = box.scrollHeight;
    } else {
      const kept = this.seen.find(({ row }) => row.isConnected);
      const moved = kept ? topOf(kept.row, box) - kept.top : 0;
      if (!kept && this.seen.length > 0) {
        // Another part of the talk: what is new there begins at its top.
        box.scrollTop = 0;
      } else if (Math.abs(moved) >= Rounding) {
        box.scrollTop = this.at + moved;
      }
    }
    this.isAsked = false;
    this.remember();
    // Without scrolling: the window became larger, the list shorter, or its end was added.
    if (!this.isAtEnd && this.left < (this.wasCut ? NearEnd : AtEnd)) {
      this.look();
      this.reached();
    }
    this.wasCut = this.isCut;
  }

  private remember() {
    const box = this.box;
    if (!box) {
      return;
    }
    this.end = endOf(box);
    this.at = box.scrollTop;
    this.measure(box);
    const rows = [...box.querySelectorAll("[data-seq]")];
    const shown = { top: box.scrollTop, bottom: box.scrollTop + box.clientHeight };
    const from = firstIndex(rows, (row) => topOf(row, box) + row.clientHeight > shown.top);
    const to = firstIndex(rows, (row) => topOf(row, box) >= shown.bottom);
    this.seen = rows.slice(from, to).map((row) => ({ row, top: topOf(row, box) }));
    // One that is cut grows above the eye. The first of all may lose its author's name to an earlier one, so that those below it move.
    const [top] = this.seen;
    if (top && (top.row === rows[0] || top.top < shown.top)) {
      this.seen.push(...this.seen.splice(0, 1));
    }
  }
}

/** Scrolls to the first unread message, near the top, or else to the end. Who has read nothing begins with what stands above the messages. */
export function toNew(box: HTMLElement) {
  const line = box.querySelector(".new-line");
  if (line) {
    box.scrollTop = box.querySelector(".earlier, [data-seq] ~ .new-line") ? topOf(line, box) - AboveNew : 0;
  } else {
    box.scrollTop = box.scrollHeight;
  }
}

const endOf = (box: HTMLElement) => box.scrollHeight - box.clientHeight;

const topOf = (row: Element, box: HTMLElement) => row.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;

/** The index of the first element of which it is true, if it is true of all after that one; the length if of none. */
export function firstIndex<T>(all: readonly T[], isTrue: (one: T) => boolean): number {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isTrue(all[middle] as T)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}
