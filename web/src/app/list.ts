import { useSignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { sentence } from "../ui/states.js";
import { toast } from "../ui/toast.js";
import { type Loading, useLoad } from "./load.js";
import { entry } from "./router.js";

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
}

/** What is known of a list: the inputs that it is of, and how many items its first page had. */
interface Known<T> extends Page<T> {
  of: string;
  first: number;
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

/** A fresh first page, with the further ones that were shown. */
function joined<T>(fresh: Page<T>, before: Known<T>): Page<T> {
  const idOf = (item: T) => (item as { id?: unknown }).id;
  const known = new Set(fresh.items.map(idOf));
  const others = before.items.slice(before.first).filter((item) => !known.has(idOf(item)));
  return { ...fresh, items: [...fresh.items, ...others], next_cursor: before.next_cursor };
}

interface ListOptions<T> {
  /** Keeps it for the reader who comes back to this entry of the history. A screen's lists have different names, and their items have an `id`. */
  name?: string;
  /** The first page, where it came with the document. */
  given?: Page<T> | undefined;
}

/** Reads the first page when the screen appears and when an input changes, and the next ones when they are asked for. */
export function useList<T>(
  read: (cursor: string | undefined, signal?: AbortSignal) => PromiseLike<Page<T>>,
  inputs: readonly unknown[],
  { name, given }: ListOptions<T> = {},
): List<T> {
  const of = JSON.stringify(inputs);
  // With the inputs that it is of: a page of another filter is not shown in place of a failure.
  const page = useSignal<Known<T> | undefined>(undefined);
  const returned = useRef<Known<T> | undefined>(undefined);
  useState(() => {
    const before = name && (left.get(`${entry()} ${name}`) as Known<T> | undefined);
    if (before && before.of === of) {
      returned.current = before;
      page.value = before;
    } else if (given) {
      page.value = { ...given, of, first: given.items.length };
    }
  });
  useEffect(() => {
    if (name && page.value) {
      leave(`${entry()} ${name}`, page.value);
    }
  }, [page.value]);
  const isMore = useSignal(false);
  const loading = useLoad(async (signal) => {
    const first = await read(undefined, signal);
    if (!signal.aborted) {
      const before = returned.current?.of === of ? (page.peek() ?? returned.current) : undefined;
      returned.current = undefined;
      page.value = { ...(before ? joined(first, before) : first), of, first: first.items.length };
    }
  }, inputs);
  const more = async () => {
    const before = page.value;
    if (!before?.next_cursor || isMore.value) {
      return;
    }
    isMore.value = true;
    try {
      const next = await read(before.next_cursor);
      const now = page.value;
      if (now?.of === before.of && now.next_cursor === before.next_cursor) {
        page.value = { ...next, of: now.of, first: now.first, items: [...now.items, ...next.items] };
      }
    } catch (error) {
      toast(sentence(error));
    }
    isMore.value = false;
  };
  const shown = loading.error !== undefined && page.value?.of !== of ? undefined : page.value;
  return {
    ...loading,
    items: shown?.items,
    total: shown?.total,
    hasMore: Boolean(shown?.next_cursor),
    isMore: isMore.value,
    more: () => void more(),
    change: (change) => {
      if (page.value) {
        page.value = { ...page.value, items: change(page.value.items) };
      }
    },
  };
}
