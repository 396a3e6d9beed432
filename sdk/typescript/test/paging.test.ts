import { expect, test } from "vitest";
import { NotFound } from "../src/index.js";
import { client, failure, type Seen, serve } from "./server.js";

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, index) => ({ id: from + index, seq: from + index }));
const query = (seen: Seen) => new URL(seen.path, "http://x").searchParams;

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) {
    found.push(item);
  }
  return found;
}

/** 25 items by cursor. */
const byCursor = (seen: Seen) => {
  const from = Number(query(seen).get("cursor") ?? 0);
  const size = Number(query(seen).get("limit") ?? 10);
  return { json: { items: numbers(from, Math.min(size, 25 - from)), next_cursor: from + size < 25 ? String(from + size) : null } };
};

test("await gives the first page, for await every item, pages() every page", async () => {
  const { url, seen } = await serve(byCursor);
  const api = client(url);
  expect((await api.notifications.list({ limit: 5 })).items.length).toBe(5);
  expect(seen.length).toBe(1);
  expect((await all(api.notifications.list({ unread: true }))).map((one) => one.id)).toEqual(numbers(0, 25).map((one) => one.id));
  expect(seen.slice(1).map((one) => one.path.split("?")[1])).toEqual(["unread=true", "unread=true&cursor=10", "unread=true&cursor=20"]);
  expect((await all(api.notifications.list().pages())).map((page) => page.items.length)).toEqual([10, 10, 5]);
});

test("a page is read when it is asked for", async () => {
  const { url, seen } = await serve(byCursor);
  for await (const item of client(url).notifications.list()) {
    if ((item as unknown as { id: number }).id === 10) {
      break;
    }
  }
  expect(seen.length).toBe(2);
});

test("a list with only page numbers ends with the last page", async () => {
  const { url, seen } = await serve((one) => ({
    json: { items: numbers(0, 2), page: Number(query(one).get("page") ?? 1), pages: 3, total: 6 },
  }));
  expect((await all(client(url).search.byMeaning({ q: "tea" }))).length).toBe(6);
  expect(seen.map((one) => query(one).get("page"))).toEqual([null, "2", "3"]);
});

test("a catalogue follows its cursor, not its page numbers", async () => {
  const { url, seen } = await serve((one) => ({
    json: { items: numbers(0, 2), page: 1, pages: 3, total: 6, next_cursor: query(one).get("cursor") ? null : "next" },
  }));
  expect((await all(client(url).events.list({ page: 1, interest: ["tea", "chess"] }))).length).toBe(4);
  expect(seen.map((one) => one.path.split("?")[1])).toEqual([
    "page=1&interest=tea&interest=chess",
    "interest=tea&interest=chess&cursor=next",
  ]);
});

/** 25 messages by number. */
const bySeq = (seen: Seen) => {
  const after = query(seen).get("after_seq");
  const before = Number(query(seen).get("before_seq") ?? 26);
  const items =
    after === null
      ? numbers(Math.max(1, before - 10), Math.min(10, before - 1))
      : numbers(Number(after) + 1, Math.min(10, 25 - Number(after)));
  const edge = after === null ? items[0]?.seq : items.at(-1)?.seq;
  const isEnd = edge === undefined || edge === (after === null ? 1 : 25);
  return { json: { items, last_seq: 25, next_cursor: isEnd ? null : String(edge) } };
};

test("messages come the newest first, or from a number on", async () => {
  const { url } = await serve(bySeq);
  const api = client(url);
  expect((await all(api.threads.messages("t"))).map((one) => one.seq)).toEqual(
    numbers(1, 25)
      .map((one) => one.seq)
      .reverse(),
  );
  expect((await all(api.threads.messages("t", { after_seq: 3 }))).map((one) => one.seq)).toEqual(numbers(4, 22).map((one) => one.seq));
  expect((await all(api.threads.messages("t", { after_seq: 0 }))).length).toBe(25);
});

test("the record of seats follows its numbers", async () => {
  const { url } = await serve((seen) => {
    const after = Number(query(seen).get("after_seq") ?? 0);
    return { json: { event_id: "e", entries: numbers(after + 1, 2), next_after_seq: after < 4 ? after + 2 : null } };
  });
  expect((await all(client(url).events.audit("e"))).map((one) => one.seq)).toEqual([1, 2, 3, 4, 5, 6]);
});

test("a failing page fails the loop, and catch takes it", async () => {
  const { url } = await serve({ json: { items: [], next_cursor: "next" } }, { status: 404 });
  await failure(all(client(url).notifications.list()), NotFound);
  const wrong = await serve({ status: 404 });
  expect(
    await client(wrong.url)
      .notifications.list()
      .catch(() => "caught"),
  ).toBe("caught");
});
