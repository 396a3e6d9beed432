import type { ResumableOptions } from "@community/sdk/resumable";
import { beforeEach, describe, expect, test, vi } from "vitest";

interface Call {
  options: ResumableOptions;
  resolve: (stored: { id: string; content_type: string }) => void;
  reject: (error: Error) => void;
}

let calls: Call[] = [];
const held = new Map<string, Promise<unknown>>();
/** A page of its own for each test. */
const load = async () => ({
  ...(await import("@community/sdk")),
  ...(await import("../src/store/idb.js")),
  ...(await import("../src/screens/talk/uploads.js")),
  api: (await import("../src/app/api.js")).api,
});
let page: Awaited<ReturnType<typeof load>>;
type Uploads = typeof page.uploads;
const file = (name: string) => new File(["x"], name, { type: "image/png" });
const picture = (id: string) => ({ id, content_type: "image/png" });
const shown = (all: Uploads, place = "thread/t") =>
  all.of(place).map(({ name, id, percent, isStopped }) => [name, id ?? percent, Boolean(isStopped)]);
const begun = (count: number) => vi.waitFor(() => expect(calls.length).toBe(count));

beforeEach(async () => {
  vi.resetModules();
  page = await load();
  calls = [];
  held.clear();
  // One after the other, as the browser's.
  const request = (name: string, _: object, work: () => Promise<unknown>) => {
    const turn = (held.get(name) ?? Promise.resolve()).then(work, work);
    held.set(name, turn);
    return turn;
  };
  vi.spyOn(navigator, "locks", "get").mockReturnValue({ request } as never);
  vi.spyOn(page.api.attachments, "upload").mockImplementation(
    (_body, _about, options) =>
      new Promise((resolve, reject) => {
        options?.signal?.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
        calls.push({ options: options ?? {}, resolve: resolve as Call["resolve"], reject });
      }) as never,
  );
});

describe("The files of a draft", () => {
  test("belong to their place, with their progress", async () => {
    const all = page.uploads;
    all.add("thread/t", file("map.png"));
    all.add("thread/other", file("boat.png"));
    await begun(2);
    calls[0]?.options.onProgress?.({ sent: 45, total: 100 });
    expect(shown(all)).toEqual([["map.png", 45, false]]);
    calls[0]?.resolve(picture("a1"));
    await vi.waitFor(() => expect(shown(all)).toEqual([["map.png", "a1", false]]));
    expect(shown(all, "thread/other")).toEqual([["boat.png", 0, false]]);
  });

  test("are there after a reload: what is whole by its id, what was under way from where it was", async () => {
    const before = page.uploads;
    before.add("thread/t", file("map.png"));
    before.add("thread/t", file("film.mp4"));
    await begun(2);
    calls[0]?.resolve(picture("a1"));
    calls[1]?.options.onBegun?.("u1");
    await vi.waitFor(async () =>
      expect((await page.everyKeptEntry("drafts")).map(([, row]) => row)).toMatchObject([{ id: "a1" }, { uploadId: "u1" }]),
    );
    // The page went away with its locks.
    held.clear();
    const after = new page.Uploads();
    await begun(3);
    expect(shown(after)).toEqual([
      ["map.png", "a1", false],
      ["film.mp4", 0, false],
    ]);
    expect(calls[2]?.options.uploadId).toBe("u1");
    // The server has forgotten it: it begins anew.
    calls[2]?.reject(new page.NotFound(404, {}));
    await begun(4);
    expect(calls[3]?.options.uploadId).toBeUndefined();
    calls[3]?.resolve(picture("a2"));
    await vi.waitFor(() => expect(shown(after)[1]).toEqual(["film.mp4", "a2", false]));
  });

  test("are sent by one tab, and shown by all", async () => {
    const [one, other] = [page.uploads, new page.Uploads()];
    one.add("thread/t", file("map.png"));
    await vi.waitFor(() => expect(shown(other)).toEqual([["map.png", 0, false]]));
    calls[0]?.options.onProgress?.({ sent: 45, total: 100 });
    await vi.waitFor(() => expect(shown(other)).toEqual([["map.png", 45, false]]));
    calls[0]?.resolve(picture("a1"));
    await vi.waitFor(() => expect(shown(other)).toEqual([["map.png", "a1", false]]));
    expect(calls).toHaveLength(1);
    other.remove(other.of("thread/t")[0]?.key ?? "");
    await vi.waitFor(() => expect(shown(one)).toEqual([]));
  });

  test("stop without a connection, and go on when one asks for it or the network is back", async () => {
    const all = page.uploads;
    all.add("thread/t", file("map.png"));
    await begun(1);
    calls[0]?.options.onProgress?.({ sent: 30, total: 100 });
    calls[0]?.reject(new page.ConnectionFailed("away"));
    await vi.waitFor(() => expect(shown(all)).toEqual([["map.png", 30, true]]));
    all.goOn(all.of("thread/t")[0]?.key ?? "");
    await begun(2);
    expect(shown(all)).toEqual([["map.png", 30, false]]);
    calls[1]?.reject(new page.ConnectionFailed("away"));
    await vi.waitFor(() => expect(shown(all)).toEqual([["map.png", 30, true]]));
    dispatchEvent(new Event("online"));
    await begun(3);
    calls[2]?.resolve(picture("a1"));
    await vi.waitFor(() => expect(shown(all)).toEqual([["map.png", "a1", false]]));
  });

  test("are taken off the draft when they are refused or removed", async () => {
    const all = page.uploads;
    all.add("thread/t", file("map.png"));
    all.add("thread/t", file("boat.png"));
    await begun(2);
    calls[0]?.reject(new page.ValidationFailed(400, { detail: "This is no picture." }));
    await vi.waitFor(() => expect(shown(all)).toEqual([["boat.png", 0, false]]));
    all.remove(all.of("thread/t")[0]?.key ?? "");
    expect(calls[1]?.options.signal?.aborted).toBe(true);
    expect(shown(all)).toEqual([]);
    await vi.waitFor(async () => expect(await page.everyKeptEntry("drafts")).toEqual([]));
  });

  test("that the server has deleted meanwhile are forgotten", async () => {
    const all = page.uploads;
    all.add("thread/t", file("map.png"));
    await begun(1);
    calls[0]?.resolve(picture("a1"));
    await vi.waitFor(async () => expect((await page.everyKeptEntry("drafts"))[0]?.[1]).toMatchObject({ id: "a1" }));
    const now = Date.now();
    vi.spyOn(Date, "now").mockReturnValue(now + 86_400_000);
    new page.Uploads();
    await vi.waitFor(async () => expect(await page.everyKeptEntry("drafts")).toEqual([]));
  });
});

describe("The files of a message that is sent", () => {
  test("before they have arrived go on, also after a reload", async () => {
    const before = page.uploads;
    before.add("thread/t", file("map.png"));
    before.add("thread/t", file("film.mp4"));
    await begun(2);
    calls[0]?.resolve(picture("a1"));
    await vi.waitFor(() => expect(shown(before)[0]).toEqual(["map.png", "a1", false]));
    const files = before.hand("thread/t", "c1");
    expect(files).toEqual([
      { id: "a1", name: "map.png" },
      { id: "", name: "film.mp4" },
    ]);
    expect(shown(before)).toEqual([]);
    await vi.waitFor(async () =>
      expect((await page.everyKeptEntry("drafts")).map(([, row]) => row)).toMatchObject([{ place: "outbox/c1" }, { place: "outbox/c1" }]),
    );
    held.clear();
    const after = new page.Uploads();
    const done = after.finished("c1", files);
    await begun(3);
    calls[2]?.resolve(picture("a2"));
    expect(await done).toEqual([
      { id: "a1", name: "map.png" },
      { id: "a2", name: "film.mp4" },
    ]);
  });

  test("once they have arrived are the message's alone", async () => {
    const all = page.uploads;
    all.add("thread/t", file("map.png"));
    await begun(1);
    calls[0]?.resolve(picture("a1"));
    await vi.waitFor(() => expect(shown(all)).toEqual([["map.png", "a1", false]]));
    expect(all.hand("thread/t", "c1")).toEqual([{ id: "a1", name: "map.png" }]);
    expect(all.all.value).toEqual([]);
    await vi.waitFor(async () => expect(await page.everyKeptEntry("drafts")).toEqual([]));
  });

  test("tell why they are refused, or that they are lost", async () => {
    const all = page.uploads;
    all.add("thread/t", file("map.png"));
    await begun(1);
    const files = all.hand("thread/t", "c1");
    const refused = all.finished("c1", files);
    await vi.waitFor(async () => expect((await page.everyKeptEntry("drafts"))[0]?.[1]).toMatchObject({ place: "outbox/c1" }));
    calls[0]?.reject(new page.ValidationFailed(400, { detail: "This is no picture." }));
    await expect(refused).rejects.toThrow("This is no picture.");
    // It stays with its message.
    expect(shown(all, "outbox/c1")).toEqual([["map.png", 0, true]]);
    await page.forget("drafts", `file/${all.of("outbox/c1")[0]?.key}`);
    await expect(all.finished("c1", files)).rejects.toThrow("no longer on this device");
  });
});
