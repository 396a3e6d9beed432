import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, test, vi } from "vitest";

/** The module as another tab, or the page after a reload, has it. */
async function tab(owner = "amal") {
  vi.resetModules();
  const idb = await import("../src/store/idb.js");
  idb.own(owner);
  return idb;
}

function openAt(version: number, upgrade: (database: IDBDatabase) => void = () => {}): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("community", version);
    request.onupgradeneeded = () => upgrade(request.result);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

const former = () =>
  openAt(4, (database) => {
    for (const table of ["tickets", "outbox", "drafts", "scans", "log", "answers"]) {
      database.createObjectStore(table).put(`a row of ${table}`, "k");
    }
  });

describe("The storage of the device", () => {
  beforeEach(() => {
    globalThis.indexedDB = new IDBFactory();
  });

  test("finds only what belongs to the present person", async () => {
    const idb = await tab();
    await idb.keep("drafts", "thread/1", "mine");
    idb.own("noor");
    expect([await idb.kept("drafts", "thread/1"), await idb.everyKept("drafts")]).toEqual([undefined, []]);
    await idb.keep("drafts", "thread/1", "theirs");
    // What an answer to the former person brings late is kept for them.
    await idb.keep("answers", "wallet", 5, "amal");
    expect(await idb.kept("answers", "wallet")).toBeUndefined();
    idb.own("amal");
    expect(await idb.everyKept("drafts")).toEqual(["mine"]);
  });

  test("forgets a person alone, and keeps the tickets that they let in", async () => {
    const idb = await tab();
    await idb.keep("outbox", "1", "unsent");
    await idb.keep("scans", "1", "let in");
    idb.own("noor");
    await idb.keep("outbox", "2", "theirs");
    await idb.forgetAll("amal");
    expect(await idb.everyKept("outbox")).toEqual(["theirs"]);
    idb.own("amal");
    expect([await idb.everyKept("outbox"), await idb.everyKept("scans")]).toEqual([[], ["let in"]]);
  });

  test("takes the rows of an earlier version over for the present person", async () => {
    (await former()).close();
    const idb = await tab();
    expect(await idb.kept("tickets", "k")).toBe("a row of tickets");
    expect(await idb.everyKept("log")).toEqual(["a row of log"]);
    idb.own("noor");
    expect(await idb.everyKept("tickets")).toEqual([]);
  });

  test("does not wait for a tab that holds an earlier version", async () => {
    const other = await former();
    const idb = await tab();
    expect(await idb.kept("tickets", "k")).toBeUndefined();
    await idb.keep("tickets", "k", "in memory");
    expect(await idb.kept("tickets", "k")).toBe("in memory");
    other.close();
    await vi.waitFor(async () => expect(await idb.kept("tickets", "k")).toBe("a row of tickets"));
  });

  test("lets go when another tab has a newer version, and works on without it", async () => {
    const idb = await tab();
    await idb.keep("drafts", "1", "here");
    const newer = await openAt(99);
    newer.close();
    await idb.keep("drafts", "2", "in memory");
    expect(await idb.everyKept("drafts")).toEqual(["in memory"]);
  });

  test("is in memory where the browser has none", async () => {
    globalThis.indexedDB = undefined as unknown as IDBFactory;
    const idb = await tab();
    await idb.keep("outbox", "1", "unsent");
    expect([await idb.kept("outbox", "1"), await idb.everyKept("outbox")]).toEqual(["unsent", ["unsent"]]);
    await idb.forgetAll("amal");
    expect(await idb.everyKept("outbox")).toEqual([]);
  });
});
