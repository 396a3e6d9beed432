import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type List, useList } from "../src/app/list.js";

let seen: List<string>;
let items: List<{ id: string }>;

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

describe("A list that the reader comes back to", () => {
  afterEach(() => render(null, document.body));

  function Named({
    filter,
    read,
  }: {
    filter: string;
    read: (cursor?: string) => Promise<{ items: { id: string }[]; next_cursor?: string }>;
  }) {
    items = useList(read, [filter], { name: "events" });
    return null;
  }
  const ids = () => items.items?.map((one) => one.id);
  const pages = (first: string[]) => async (cursor?: string) =>
    cursor ? { items: [{ id: "c" }, { id: "d" }], next_cursor: "3" } : { items: first.map((id) => ({ id })), next_cursor: "2" };
  const open = (filter: string, read: ReturnType<typeof pages>) =>
    act(async () => render(<Named filter={filter} read={read} />, document.body));

  test("has all its pages at once, with what changed in the first one; another entry of the history begins anew", async () => {
    history.replaceState({ entry: "one" }, "");
    await open("all", pages(["a", "b"]));
    await vi.waitFor(() => expect(ids()).toEqual(["a", "b"]));
    await act(async () => items.more());
    await vi.waitFor(() => expect(ids()).toEqual(["a", "b", "c", "d"]));
    render(null, document.body);
    history.replaceState({ entry: "two" }, "");
    await open("all", pages(["a", "b"]));
    await vi.waitFor(() => expect(ids()).toEqual(["a", "b"]));
    render(null, document.body);
    history.replaceState({ entry: "one" }, "");
    const reading = pages(["new", "a"]);
    await open("all", reading);
    expect(ids()?.slice(-2)).toEqual(["c", "d"]);
    await vi.waitFor(() => expect(ids()).toEqual(["new", "a", "c", "d"]));
    expect(items.hasMore).toBe(true);
  });

  test("does not mix filters", async () => {
    history.replaceState({ entry: "three" }, "");
    await open("all", pages(["a"]));
    await vi.waitFor(() => expect(ids()).toEqual(["a"]));
    let answer = (_: { items: { id: string }[] }) => {};
    const slow = async (cursor?: string) =>
      cursor
        ? new Promise<{ items: { id: string }[] }>((go) => {
            answer = go;
          })
        : { items: [{ id: "x" }] };
    await act(async () => render(<Named filter="all" read={slow} />, document.body));
    await act(async () => items.more());
    await act(async () => render(<Named filter="free" read={slow} />, document.body));
    await vi.waitFor(() => expect(ids()).toEqual(["x"]));
    await act(async () => answer({ items: [{ id: "late" }] }));
    expect(ids()).toEqual(["x"]);
  });
});
