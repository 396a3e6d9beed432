import { Conflict, ConnectionFailed, type Message, RateLimited } from "@community/sdk";
import { describe, expect, test, vi } from "vitest";
import { forget, kept } from "../src/store/idb.js";
import { Outbox, type Unsent } from "../src/store/outbox.js";

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
});
