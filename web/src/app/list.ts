import { useSignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { isFromDevice } from "../store/answers.js";
import { sentence } from "../ui/states.js";
import { toast } from "../ui/toast.js";
import { type Loading, useLoad } from "./load.js";
import { entry } from "./router.js";
import { identity, later, restored } from "./undo.js";

interface Page<T> {
  items: readonly T[];
  next_cursor?: string | null;
  total?: number;
}

/** A list of the API that is read page by page. */
export interface List<T> extends Loading {
  /** Undefined until the first page is here. */
  items: readonly T[] | undefined;
  /** How many there are in all, where the API says it. */
  total: number | undefined;
  hasMore: boolean;
  isMore: boolean;
  more: () => void;
  /** Shows a change before it is read again. */
  change: (change: (items: readonly T[]) => readonly T[]) => void;
  /** Takes an item off at once, and for good by `work` when the reader did not take that back. */
  dropLater: (item: T, work: () => PromiseLike<unknown>, said: string) => void;
}

/** What is known of a list, and the inputs that it is of. */
interface Known<T> extends Page<T> {
  of: string;
  /** It is the device's own copy: the server's list may have moved since. */
  isKept?: boolean;
}

/** The lists of entries of the history, the latest last. A reader who comes back finds all that was shown. */
const left = new Map<string, unknown>();
const MostLeft = 40;

function leave(key: string, list: unknown): void {
  left.delete(key);
  left.set(key, list);
  const [oldest = ""] = left.keys();
  if (left.size > MostLeft) {
    left.delete(oldest);
  }
}

/** Items with those that follow them. One that moved between two reads is there once, where it is now. */
function joined<T>(before: readonly T[], next: readonly T[]): T[] {
  const now = new Set(next.map(identity));
  return [...before.filter((item) => identity(item) === undefined || !now.has(identity(item))), ...next];
}

/** The most pages that are read in one go. */
const MostPages = 10;

type Read<T> = (cursor: string | undefined, signal?: AbortSignal) => PromiseLike<Page<T>>;

/**
 * Reads a list from its beginning until it has `count` items. Pages of different moments do not fit together: what moved over their seam would be
 * lost or shown twice.
 */
async function readFrom<T>(first: Page<T>, read: Read<T>, count: number, signal?: AbortSignal): Promise<Page<T>> {
  let all = first;
  for (let pages = 1; all.next_cursor && all.items.length < count && pages < MostPages && !signal?.aborted; pages++) {
    const next = await read(all.next_cursor, signal);
    all = { ...next, items: joined(all.items, next.items) };
  }
  return all;
}

interface ListOptions<T> {
  /** Keeps it for the reader who comes back to this entry of the history. A screen's lists have different names. */
  name?: string;
  /** The first page, where it came with the document. */
  given?: Page<T> | undefined;
  /** What makes it the same list, to be read again: what is shown stays until then. */
  again?: readonly unknown[];
}

/** Reads the first page when the screen appears and when an input changes, and the next ones when they are asked for. */
export function useList<T>(read: Read<T>, inputs: readonly unknown[], { name, given, again = [] }: ListOptions<T> = {}): List<T> {
  const of = JSON.stringify(inputs);
  // With the inputs that it is of: a page of another filter is not shown in place of a failure.
  const page = useSignal<Known<T> | undefined>(undefined);
  /** Changes that are shown while the list is read: the answer may be older than they are. Afterwards they are part of the items. */
  const changes = useRef<((items: readonly T[]) => readonly T[])[]>([]);
  const readings = useRef(0);
  /** Items that are gone here, and not yet for the server. */
  const dropped = useRef(new Set<unknown>());
  useState(() => {
    const before = name && (left.get(`${entry()} ${name}`) as Known<T> | undefined);
    if (before && before.of === of) {
      page.value = before;
    } else if (given) {
      page.value = { ...given, of };
    }
  });
  useEffect(() => {
    if (name && page.value) {
      leave(`${entry()} ${name}`, page.value);
    }
  }, [page.value]);
  const isMore = useSignal(false);
  const known = () => (page.peek()?.of === of ? page.peek() : undefined);
  const take = (next: Page<T>, isKept: boolean) => {
    const items = changes.current.reduce((all, change) => change(all), next.items).filter((item) => !dropped.current.has(identity(item)));
    page.value = { ...next, items, of, ...(isKept ? { isKept } : {}) };
  };
  const loading = useLoad(
    async (signal) => {
      changes.current = [];
      readings.current++;
      try {
        const first = await read(undefined, signal);
        if (isFromDevice(first)) {
          // Without a network: the pages that were shown reach further than the device's copy of the first one.
          if (!signal.aborted && !known()) {
            take(first, true);
          }
          return;
        }
        const all = await readFrom(first, read, known()?.items.length ?? 0, signal);
        if (!signal.aborted) {
          take(all, false);
        }
      } finally {
        readings.current--;
        if (!readings.current) {
          changes.current = [];
        }
      }
    },
    [...inputs, ...again],
  );
  const more = async () => {
    const before = page.value;
    if (!before?.next_cursor || isMore.value) {
      return;
    }
    isMore.value = true;
    try {
      if (before.isKept) {
        const first = await read(undefined);
        if (!isFromDevice(first)) {
          changes.current = [];
          const all = await readFrom(first, read, before.items.length + 1);
          if (page.value === before) {
            take(all, false);
          }
          return;
        }
      }
      const next = await read(before.next_cursor);
      const now = page.value;
      if (now?.of === before.of && now.next_cursor === before.next_cursor) {
        page.value = { ...now, ...next, items: joined(now.items, next.items) };
      }
    } catch (error) {
      toast(sentence(error));
    } finally {
      isMore.value = false;
    }
  };
  const change: List<T>["change"] = (make) => {
    if (readings.current) {
      changes.current.push(make);
    }
    if (page.value) {
      page.value = { ...page.value, items: make(page.value.items) };
    }
  };
  const shown = loading.error !== undefined && page.value?.of !== of ? undefined : page.value;
  return {
    ...loading,
    items: shown?.items,
    total: shown?.total,
    hasMore: Boolean(shown?.next_cursor),
    isMore: isMore.value,
    more: () => void more(),
    change,
    dropLater: (item, work, said) => {
      const before = page.peek()?.items ?? [];
      const id = identity(item);
      dropped.current.add(id);
      change((items) => items.filter((one) => identity(one) !== id));
      later(
        async () => {
          await work();
          dropped.current.delete(id);
        },
        said,
        () => {
          dropped.current.delete(id);
          // A list of other inputs may be shown by now: the item is not of it.
          if (known()) {
            change((items) => restored(before, items, id));
          }
        },
      );
    },
  };
}
