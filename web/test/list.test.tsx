import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type List, useList } from "../src/app/list.js";

let seen: List<string>;

type Read = (cursor: string | undefined) => Promise<{ items: string[]; next_cursor?: string | null }>;

function Shown({ filter, read }: { filter: string; read: Read }) {
  seen = useList((cursor) => read(cursor), [filter]);
  return null;
}

const show = (filter: string, read: Read) =>
  act(async () => {
    render(<Shown filter={filter} read={read} />, document.body);
    await Promise.resolve();
  });

describe("A list with a filter", () => {
  afterEach(() => render(null, document.body));

  test("does not show another filter's items where its own cannot be loaded", async () => {
    await show("all", async () => ({ items: ["a", "b"] }));
    await vi.waitFor(() => expect(seen.items).toEqual(["a", "b"]));
    await show("waiting", () => Promise.reject(new Error("no")));
    await vi.waitFor(() => expect(seen.error).toBeDefined());
    expect(seen.items).toBeUndefined();
  });

  test("keeps its items where only a second look fails", async () => {
    let isAway = false;
    await show("all", async () => (isAway ? Promise.reject(new Error("no")) : { items: ["a"] }));
    await vi.waitFor(() => expect(seen.items).toEqual(["a"]));
    isAway = true;
    await act(async () => seen.again());
    await vi.waitFor(() => expect(seen.error).toBeDefined());
    expect(seen.items).toEqual(["a"]);
  });

  test("does not put a page of the former filter behind the first one of the next", async () => {
    let answer = (_: { items: string[] }) => {};
    await show("all", (cursor) => {
      if (!cursor) {
        return Promise.resolve({ items: ["a"], next_cursor: "2" });
      }
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
    await vi.waitFor(() => expect(seen.hasMore).toBe(true));
    await act(async () => seen.more());
    await show("waiting", async () => ({ items: ["w"], next_cursor: "9" }));
    await act(async () => answer({ items: ["b"] }));
    await vi.waitFor(() => expect(seen.items).toEqual(["w"]));
  });
});
