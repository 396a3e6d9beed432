import "fake-indexeddb/auto";
import type { Message } from "@community/sdk";
import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, test, vi } from "vitest";
import { useReply } from "../src/screens/talk/reply.js";
import { keep, kept, own } from "../src/store/idb.js";

let reply: ReturnType<typeof useReply>;
function Probe({ target }: { target: string }) {
  reply = useReply(target);
  return null;
}
const show = (target: string) => act(() => render(<Probe key={Math.random()} target={target} />, document.body));

test("A started reply is there again after a reload, in its place only, until it is sent or left", async () => {
  own("amal");
  await show("thread/1");
  await act(async () => reply.set({ id: "m1", content: "Hello" } as Message));
  await vi.waitFor(async () => expect(await kept("drafts", "reply/thread/1")).toMatchObject({ message: { id: "m1" } }));
  await show("thread/2");
  await show("thread/1");
  await vi.waitFor(() => expect(reply.message.value).toMatchObject({ id: "m1", content: "Hello" }));
  expect(reply.isResumed.value).toBe(true);
  await act(async () => reply.set(undefined));
  await vi.waitFor(async () => expect(await kept("drafts", "reply/thread/1")).toBeUndefined());
  // Of the day before yesterday: the message may be another one by now.
  await keep("drafts", "reply/thread/3", { message: { id: "m2" }, at: Date.now() - 2 * 86_400_000 });
  await show("thread/3");
  await new Promise((go) => setTimeout(go, 50));
  expect(reply.message.value).toBeUndefined();
});

test("A reply is shared with the other tabs, and over in all of them once it is sent; a tab with the focus keeps its own", async () => {
  own("amal");
  const other = new BroadcastChannel("community.drafts");
  const told: unknown[] = [];
  other.onmessage = ({ data }) => told.push(data);
  const tell = (place: string, id: string | null) => other.postMessage({ place, reply: id && { id } });
  await show("thread/4");
  tell("thread/5", "elsewhere");
  tell("thread/4", "m1");
  await vi.waitFor(() => expect(reply.message.value?.id).toBe("m1"));
  expect(reply.isResumed.value).toBe(true);
  const focus = vi.spyOn(document, "hasFocus").mockReturnValue(true);
  tell("thread/4", "m2");
  tell("thread/5", null);
  await new Promise((go) => setTimeout(go, 50));
  expect(reply.message.value?.id).toBe("m1");
  focus.mockReturnValue(false);
  tell("thread/4", "m2");
  await vi.waitFor(() => expect(reply.message.value?.id).toBe("m2"));
  focus.mockReturnValue(true);
  tell("thread/4", null);
  await vi.waitFor(() => expect(reply.message.value).toBeUndefined());
  await act(async () => reply.set({ id: "m3" } as Message));
  await act(async () => reply.set(undefined));
  await vi.waitFor(() =>
    expect(told).toEqual([
      { place: "thread/4", reply: { id: "m3" } },
      { place: "thread/4", reply: null },
    ]),
  );
  other.close();
});
