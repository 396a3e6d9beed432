import { Conflict, ConnectionFailed, type Message, RateLimited } from "@community/sdk";
import { describe, expect, test, vi } from "vitest";
import { forget, kept } from "../src/store/idb.js";
import { LostFile, Outbox, type Unsent } from "../src/store/outbox.js";

const stored = (one: Unsent) => ({ id: one.clientId, client_id: one.clientId, content: one.content }) as unknown as Message;

describe("The outbox", () => {
  test("sends what is written in one place in its order, one after the other", async () => {
    const sent: string[] = [];
    let running = 0;
    const box = new Outbox(
      async (one) => {
        expect(++running).toBe(1);
        await Promise.resolve();
        running--;
        return stored(one);
      },
      (message) => sent.push(message.content),
    );
    for (const text of ["one", "two", "three"]) {
      box.write("thread/t", text);
    }
    await vi.waitFor(() => expect(box.all.value).toEqual([]));
    expect(sent).toEqual(["one", "two", "three"]);
  });

  test("waits for the connection, and repeats with the same id", async () => {
    const ids: string[] = [];
    let isAway = true;
    const box = new Outbox(
      async (one) => {
        ids.push(one.clientId);
        if (isAway) {
          throw new ConnectionFailed("away");
        }
        return stored(one);
      },
      () => {},
    );
    box.write("thread/t", "hello");
    await vi.waitFor(() => expect(box.all.value[0]?.state).toBe("waiting"));
    isAway = false;
    box.wake();
    await vi.waitFor(() => expect(box.all.value).toEqual([]));
    expect(new Set(ids).size).toBe(1);
    expect(ids.length).toBe(2);
  });

  test("does not send a waiting message that another tab has discarded", async () => {
    let posts = 0;
    let isAway = true;
    const box = new Outbox(
      async (one) => {
        posts++;
        if (isAway) {
          throw new ConnectionFailed("away");
        }
        return stored(one);
      },
      () => {},
    );
    box.write("thread/t", "not this");
    box.write("thread/t", "this");
    box.write("thread/t", "nor this, which waits behind it");
    await vi.waitFor(async () => {
      expect(box.all.value[0]?.state).toBe("waiting");
      for (const one of box.all.value) {
        expect(await kept("outbox", one.clientId)).toBeDefined();
      }
    });
    await forget("outbox", box.all.value[0]?.clientId ?? "");
    await forget("outbox", box.all.value[2]?.clientId ?? "");
    isAway = false;
    box.wake();
    await vi.waitFor(() => expect(box.all.value).toEqual([]));
    expect(posts).toBe(2);
  });

  test("keeps what was refused, says why, and sends the rest", async () => {
    let isRefused = true;
    const sent: string[] = [];
    const box = new Outbox(
      async (one) => {
        if (one.content === "bad" && isRefused) {
          throw new Conflict(409, { detail: "The thread is locked." });
        }
        return stored(one);
      },
      (message) => sent.push(message.content),
    );
    box.write("thread/t", "bad");
    box.write("thread/t", "good");
    await vi.waitFor(() => expect(sent).toEqual(["good"]));
    expect(box.all.value).toMatchObject([{ content: "bad", state: "failed", reason: "The thread is locked." }]);
    isRefused = false;
    box.retry(box.all.value[0]?.clientId ?? "");
    await vi.waitFor(() => expect(sent).toEqual(["good", "bad"]));
  });

  test("waits as long as the server asks, whatever the connection does", async () => {
    vi.useFakeTimers();
    try {
      let tries = 0;
      const box = new Outbox(
        async (one) => {
          if (++tries === 1) {
            throw new RateLimited(429, { detail: "Slow down." }, 20);
          }
          return stored(one);
        },
        () => {},
      );
      box.write("thread/t", "hello");
      await vi.advanceTimersByTimeAsync(0);
      expect(box.all.value).toMatchObject([{ state: "waiting", dueAt: Date.now() + 20_000 }]);
      box.wake();
      await vi.advanceTimersByTimeAsync(19_000);
      expect(tries).toBe(1);
      await vi.advanceTimersByTimeAsync(1000);
      expect([tries, box.all.value]).toEqual([2, []]);
    } finally {
      vi.useRealTimers();
    }
  });

  test("sends what was discarded and taken back, once and at its old place", async () => {
    const sent: string[] = [];
    let isAway = true;
    const box = new Outbox(
      async (one) => {
        if (isAway) {
          throw new ConnectionFailed("away");
        }
        return stored(one);
      },
      (message) => sent.push(message.content),
    );
    const at = vi.spyOn(Date, "now").mockReturnValueOnce(1).mockReturnValueOnce(2);
    box.write("thread/t", "one");
    box.write("thread/t", "two");
    at.mockRestore();
    await vi.waitFor(() => expect(box.all.value[0]?.state).toBe("waiting"));
    const first = box.all.value[0] as Unsent;
    box.discard(first.clientId);
    expect(box.all.value.map((one) => one.content)).toEqual(["two"]);
    box.restoreOne(first);
    box.restoreOne(first);
    expect(box.all.value.map((one) => one.content)).toEqual(["one", "two"]);
    isAway = false;
    box.wake();
    await vi.waitFor(() => expect(box.all.value).toEqual([]));
    expect(sent).toEqual(["one", "two"]);
  });

  test("lets a message wait for its files, and those after it for the message", async () => {
    let arrive = (_: { id: string; name: string }[]) => {};
    const sent: Unsent[] = [];
    const box = new Outbox(
      async (one) => {
        sent.push(one);
        return stored(one);
      },
      () => {},
      () =>
        new Promise((resolve) => {
          arrive = resolve;
        }),
    );
    box.write("thread/t", "with a map", { clientId: "c1", attachments: [{ id: "", name: "map.png" }] });
    box.write("thread/t", "after it");
    await vi.waitFor(async () => expect(await kept("outbox", "c1")).toBeDefined());
    expect(sent).toEqual([]);
    arrive([{ id: "a1", name: "map.png" }]);
    await vi.waitFor(() => expect(box.all.value).toEqual([]));
    expect(sent.map((one) => [one.content, one.attachments])).toEqual([
      ["with a map", [{ id: "a1", name: "map.png" }]],
      ["after it", undefined],
    ]);
    expect(sent[0]?.clientId).toBe("c1");
  });

  test("does not send a message that was discarded while its files were on their way, here or in another tab", async () => {
    const ends: { resolve: (files: { id: string; name: string }[]) => void; reject: (error: Error) => void }[] = [];
    const sent: string[] = [];
    const box = new Outbox(
      async (one) => {
        sent.push(one.content);
        return stored(one);
      },
      () => {},
      () =>
        new Promise((resolve, reject) => {
          ends.push({ resolve, reject });
        }),
    );
    const attachments = [{ id: "", name: "map.png" }];
    box.write("thread/t", "discarded here", { clientId: "d1", attachments });
    box.write("thread/t", "discarded there", { clientId: "d2", attachments });
    box.write("thread/t", "the last");
    await vi.waitFor(() => expect(ends).toHaveLength(1));
    box.discard("d1");
    ends[0]?.reject(new DOMException("", "AbortError"));
    await vi.waitFor(() => expect(ends).toHaveLength(2));
    await forget("outbox", "d2");
    ends[1]?.resolve([{ id: "a1", name: "map.png" }]);
    await vi.waitFor(() => expect(box.all.value).toEqual([]));
    expect(sent).toEqual(["the last"]);
    expect(await kept("outbox", "d2")).toBeUndefined();
  });

  test("says that the files of a message are lost, and sends the rest", async () => {
    const sent: string[] = [];
    const box = new Outbox(
      async (one) => {
        sent.push(one.content);
        return stored(one);
      },
      () => {},
      async () => {
        throw new LostFile("They are gone.");
      },
    );
    box.write("thread/t", "with a map", { attachments: [{ id: "", name: "map.png" }] });
    box.write("thread/t", "after it");
    await vi.waitFor(() => expect(sent).toEqual(["after it"]));
    expect(box.all.value).toMatchObject([{ content: "with a map", state: "failed", reason: "They are gone." }]);
  });
});
