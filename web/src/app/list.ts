import { useSignal } from "@preact/signals";
import { sentence } from "../ui/states.js";
import { toast } from "../ui/toast.js";
import { type Loading, useLoad } from "./load.js";

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

/** Reads the first page when the screen appears and when an input changes, and the next ones when they are asked for. */
export function useList<T>(
  read: (cursor: string | undefined, signal?: AbortSignal) => PromiseLike<Page<T>>,
  inputs: readonly unknown[],
): List<T> {
  // With the inputs that it is of: a page of another filter is not shown in place of a failure.
  const page = useSignal<(Page<T> & { of: string }) | undefined>(undefined);
  const of = JSON.stringify(inputs);
  const isMore = useSignal(false);
  const loading = useLoad(async (signal) => {
    const first = await read(undefined, signal);
    if (!signal.aborted) {
      page.value = { ...first, of };
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
        page.value = { ...next, of: now.of, items: [...now.items, ...next.items] };
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
