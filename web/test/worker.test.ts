// @vitest-environment node
import { describe, expect, test, vi } from "vitest";
import { answerOf, type Kept, keepAll, lead } from "../src/worker/rules.js";

function memory(files: Record<string, string>): Kept {
  const all = new Map(Object.entries(files));
  return {
    find: async (path) => (all.has(path) ? new Response(all.get(path)) : undefined),
    keep: async (path, answer) => void all.set(path, await answer.text()),
  };
}
const away = () => Promise.reject(new TypeError("away"));

describe("The service worker", () => {
  test("takes files with a hash from what it keeps, and keeps those that it did not have", async () => {
    const kept = memory({ "/app/assets/a-1.js": "kept" });
    const ask = vi.fn(async () => new Response("new"));
    expect(await (await answerOf({ path: "/app/assets/a-1.js", isPage: false }, ask, kept)).text()).toBe("kept");
    expect(ask).not.toHaveBeenCalled();
    expect(await (await answerOf({ path: "/app/assets/b-2.js", isPage: false }, ask, kept)).text()).toBe("new");
    expect(await (await answerOf({ path: "/app/assets/b-2.js", isPage: false }, away, kept)).text()).toBe("new");
  });

  test("does not keep a refusal", async () => {
    const kept = memory({});
    await answerOf({ path: "/app/assets/gone.js", isPage: false }, async () => new Response("", { status: 404 }), kept);
    await expect(answerOf({ path: "/app/assets/gone.js", isPage: false }, away, kept)).rejects.toThrow("away");
  });

  test("opens every page without a network, and the present one with it", async () => {
    const kept = memory({ "/app/index.html": "page" });
    expect(await (await answerOf({ path: "/app/events/1/ticket", isPage: true }, away, kept)).text()).toBe("page");
    expect(await (await answerOf({ path: "/app/", isPage: true }, async () => new Response("newer"), kept)).text()).toBe("newer");
  });
});

describe("The files of other screens", () => {
  test("are fetched once, one after the other, until the network ends; the next page goes on", async () => {
    const kept = memory({ "/app/assets/a.js": "a" });
    const asked: string[] = [];
    let isAway = false;
    const ask = async (path: string) => {
      asked.push(path);
      if (isAway) {
        throw new TypeError("away");
      }
      isAway = true;
      return new Response(path);
    };
    const all = ["/app/assets/a.js", "/app/assets/b.js", "/app/assets/c.js", "/app/assets/d.js"];
    await Promise.all([keepAll(all, ask, kept), keepAll(all, ask, kept)]);
    expect(asked).toEqual(["/app/assets/b.js", "/app/assets/c.js"]);
    isAway = false;
    await keepAll(all, ask, kept);
    expect(asked.slice(2)).toEqual(["/app/assets/c.js", "/app/assets/d.js"]);
  });
});

describe("A notification that is opened", () => {
  const open = (answers: boolean) => ({
    focus: vi.fn(async () => {}),
    navigate: vi.fn(async () => {}),
    postMessage: vi.fn((_: unknown, [port]: MessagePort[]) => {
      if (answers) {
        port?.postMessage("gone");
      }
      port?.close();
    }),
  });

  test("leads the open page on without loading it anew: a call in it goes on", async () => {
    const page = open(true);
    await lead(page, "/app/messages/1");
    expect([page.focus.mock.calls.length, page.navigate.mock.calls.length]).toEqual([1, 0]);
    expect(page.postMessage.mock.calls[0]?.[0]).toEqual({ go: "/app/messages/1" });
  });

  test("loads a page that does not answer", async () => {
    const page = open(false);
    await lead(page, "/app/messages/1", 10);
    expect(page.navigate).toHaveBeenCalledWith("/app/messages/1");
  });
});
