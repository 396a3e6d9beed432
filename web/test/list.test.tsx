import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { ConnectionFailed } from "@community/sdk";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type List, useList } from "../src/app/list.js";
import { settle } from "../src/app/undo.js";
import { readKept } from "../src/store/answers.js";
import { Toasts } from "../src/ui/toast.js";

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
  type Pages = (cursor?: string) => Promise<{ items: { id: string }[]; next_cursor?: string }>;
  /** A list of the server, two items a page. A cursor is the last item that was shown. */
  const pages =
    (all: string[]): Pages =>
    async (cursor) => {
      const from = cursor ? all.indexOf(cursor) + 1 : 0;
      const items = all.slice(from, from + 2).map((id) => ({ id }));
      const last = items.at(-1)?.id;
      return from + 2 < all.length && last ? { items, next_cursor: last } : { items };
    };
  const open = (filter: string, read: Pages) => act(async () => render(<Named filter={filter} read={read} />, document.body));

  test("has all its pages at once, then what changed; another entry of the history begins anew", async () => {
    const all = ["a", "b", "c", "d", "e", "f"];
    history.replaceState({ entry: "one" }, "");
    await open("all", pages(all));
    await vi.waitFor(() => expect(ids()).toEqual(["a", "b"]));
    await act(async () => items.more());
    await vi.waitFor(() => expect(ids()).toEqual(["a", "b", "c", "d"]));
    render(null, document.body);
    history.replaceState({ entry: "two" }, "");
    await open("all", pages(all));
    await vi.waitFor(() => expect(ids()).toEqual(["a", "b"]));
    render(null, document.body);
    history.replaceState({ entry: "one" }, "");
    const reading = pages(["new", ...all]);
    await open("all", (cursor) => new Promise((done) => setTimeout(() => done(reading(cursor)), 1)));
    expect(ids()).toEqual(["a", "b", "c", "d"]);
    await vi.waitFor(() => expect(ids()).toEqual(["new", "a", "b", "c"]));
    expect(items.hasMore).toBe(true);
  });

  test("has each item once and loses none, whatever came, went or moved while the reader was away", async () => {
    const before = ["a", "b", "c", "d", "e", "f", "g"];
    const later: [string, string[]][] = [
      ["came", ["x", "y", "z", ...before]],
      ["went", ["c", "d", "e", "f", "g"]],
      ["moved", ["a", "f", "b", "c", "d", "e", "g"]],
      ["became few", ["g"]],
    ];
    for (const [name, now] of later) {
      history.replaceState({ entry: name }, "");
      await open("all", pages(before));
      await vi.waitFor(() => expect(ids()).toEqual(["a", "b"]));
      await act(async () => items.more());
      await vi.waitFor(() => expect(ids()).toHaveLength(4));
      render(null, document.body);
      await open("all", pages(now));
      await vi.waitFor(() => expect(ids(), name).toEqual(now.slice(0, ids()?.length)));
      await vi.waitFor(async () => {
        await act(async () => items.more());
        expect(ids(), name).toEqual(now);
      });
      render(null, document.body);
    }
  });

  test("goes on from the server's list, where its first page was the device's copy", async () => {
    let isAway = true;
    let all = ["a", "b", "c", "d"];
    const read = (cursor?: string) => (isAway ? Promise.reject(new ConnectionFailed("no network")) : pages(all)(cursor));
    const keeping: Pages = (cursor) => (cursor ? read(cursor) : readKept("letters", () => read()));
    history.replaceState({ entry: "device" }, "");
    isAway = false;
    await open("all", keeping);
    await vi.waitFor(() => expect(ids()).toEqual(["a", "b"]));
    render(null, document.body);
    history.replaceState({ entry: "device, later" }, "");
    all = ["x", "y", "z", ...all];
    isAway = true;
    await open("all", keeping);
    await vi.waitFor(() => expect(ids()).toEqual(["a", "b"]));
    isAway = false;
    await act(async () => items.more());
    await vi.waitFor(() => expect(ids()).toEqual(["x", "y", "z", "a"]));
  });

  test("keeps what came over the line while it was read again", async () => {
    history.replaceState({ entry: "line" }, "");
    await open("all", pages(["a", "b"]));
    await vi.waitFor(() => expect(ids()).toEqual(["a", "b"]));
    let answer = () => {};
    await open("all", () => new Promise((done) => (answer = () => done({ items: [{ id: "a" }, { id: "b" }] }))));
    await act(async () => items.again());
    await act(async () => items.change((old) => [{ id: "live" }, ...old]));
    await act(async () => answer());
    expect(ids()).toEqual(["live", "a", "b"]);
  });

  test("does not keep each change that came over the line since it was read", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    history.replaceState({ entry: "hours" }, "");
    await open("all", pages(["a"]));
    await vi.waitFor(() => expect(ids()).toEqual(["a"]));
    const heard: WeakRef<object>[] = [];
    const hear = (id: string) => {
      const change = (old: readonly { id: string }[]) => [{ id }, ...old];
      heard.push(new WeakRef(change));
      return change;
    };
    for (let count = 0; count < 50; count++) {
      await act(async () => items.change(hear(`${count}`)));
    }
    expect(ids()).toHaveLength(51);
    await new Promise((done) => setTimeout(done));
    collect();
    expect(heard.filter((change) => change.deref()).length).toBeLessThan(5);
  });

  test("takes an item off at once, and for good unless that is taken back; a look meanwhile does not bring it back", async () => {
    history.replaceState({ entry: "dropped" }, "");
    const toasts = document.body.appendChild(document.createElement("div"));
    render(<Toasts />, toasts);
    const read = pages(["a", "b", "c", "d"]);
    await open("all", read);
    await vi.waitFor(() => expect(ids()).toEqual(["a", "b"]));
    const work = vi.fn(async () => {});
    await act(async () => items.dropLater({ id: "a" }, work, "Removed."));
    expect(ids()).toEqual(["b"]);
    await act(async () => items.again());
    await vi.waitFor(() => expect(ids()).toEqual(["b"]));
    await act(async () => toasts.querySelector("button")?.click());
    await vi.waitFor(() => expect(ids()).toEqual(["a", "b"]));
    await act(async () => items.dropLater({ id: "b" }, work, "Removed."));
    expect(work).not.toHaveBeenCalled();
    await act(settle);
    expect(work).toHaveBeenCalledOnce();
    expect(ids()).toEqual(["a"]);
    await act(async () => items.dropLater({ id: "a" }, () => Promise.reject(new Error("no")), "Removed."));
    expect(ids()).toEqual([]);
    await act(settle);
    expect(ids()).toEqual(["a"]);
    render(null, toasts);
    toasts.remove();
  });

  test("puts no item that is taken back into a list of another filter", async () => {
    history.replaceState({ entry: "undo" }, "");
    const toasts = document.body.appendChild(document.createElement("div"));
    render(<Toasts />, toasts);
    const read = async () => ({ items: [{ id: "a" }] });
    await open("all", pages(["a", "b"]));
    await vi.waitFor(() => expect(ids()).toEqual(["a", "b"]));
    await act(async () => items.dropLater({ id: "b" }, async () => {}, "Removed."));
    await open("free", read);
    await vi.waitFor(() => expect(ids()).toEqual(["a"]));
    await act(async () => toasts.querySelector("button")?.click());
    expect(ids()).toEqual(["a"]);
    render(null, toasts);
    toasts.remove();
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
