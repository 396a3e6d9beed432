import type { Message } from "@community/sdk";
import { beforeEach, expect, test, vi } from "vitest";
import { api } from "../src/app/api.js";
import { isAway, reach, readEarlier, readLater } from "../src/screens/talk/run.js";
import { apply, messages, reaches } from "../src/store/store.js";

const Last = 3000;
const message = (seq: number) => ({ id: `m${seq}`, seq, channel_id: "c", content: "" }) as unknown as Message;
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
const known = () => {
  const list = messages.of("c").value ?? [];
  return [list[0]?.seq, list.at(-1)?.seq];
};

/** As the server: a page of 50 in one direction. */
const server = (_: string, query: { before_seq?: number; after_seq?: number }) => {
  const from = query.after_seq === undefined ? Math.max(1, Math.min(query.before_seq ?? 0, Last + 1) - 50) : query.after_seq + 1;
  const to = query.after_seq === undefined ? Math.min((query.before_seq ?? 0) - 1, Last) : Math.min(from + 49, Last);
  const isMore = query.after_seq === undefined ? from > 1 : to < Last;
  return Promise.resolve({ items: range(from, to), next_cursor: isMore ? "more" : null, last_seq: Last });
};
const asked = () => vi.mocked(api.threads.messages).mock.calls.length;

beforeEach(() => {
  vi.spyOn(api.threads, "messages").mockImplementation(server as never);
  apply([{ kind: "signed out" }, { kind: "page", channelId: "c", items: range(Last - 49, Last), hasEarlier: true }]);
});

test("A message that is near becomes known together with all between", async () => {
  await reach("thread/c", "c", Last - 180);
  expect(known()).toEqual([Last - 199, Last]);
});

test("A message that is more than a thousand back takes one answer, with those around it", async () => {
  await reach("thread/c", "c", 700);
  expect(known()).toEqual([675, 724]);
  expect(asked()).toBe(1);
  expect([isAway("c", 700), isAway("c", 674), isAway("c", 725), isAway("c", Last)]).toEqual([false, true, true, true]);
});

test("From there one reads on in both ways, down to the end, and jumps to a later one", async () => {
  await reach("thread/c", "c", 700);
  await readEarlier("thread/c", "c");
  await readLater("thread/c", "c");
  expect(known()).toEqual([625, 774]);
  await reach("thread/c", "c", Last - 60);
  await readLater("thread/c", "c");
  await readLater("thread/c", "c");
  expect(known()).toEqual([Last - 85, Last]);
  expect(reaches.of("c").value?.end).toBeUndefined();
});

test("A message that is known is not asked for", async () => {
  await reach("thread/c", "c", Last - 10);
  expect(asked()).toBe(0);
});
