import "fake-indexeddb/auto";
import { afterEach, describe, expect, test, vi } from "vitest";
import { api } from "../src/app/api.js";
import {
  type Draft,
  discardDraft,
  draftChannel,
  draftsOf,
  pathOf,
  placeNameOf,
  readDrafts,
  restoreDraft,
} from "../src/screens/talk/drafts.js";
import { keep, kept, own } from "../src/store/idb.js";
import { empty, log } from "../src/store/log.js";

const shown = (rows: (readonly [string, unknown])[]) => draftsOf(rows).map(({ kind, id, text }) => `${kind} ${id}: ${text}`);

describe("The list of drafts", () => {
  test("has messages, new discussions, announcements and events, and nothing else that is kept with them", () => {
    expect(
      shown([
        ["thread/t1", "Hello"],
        ["direct/p1", "Hi"],
        ["event/e1", "See you"],
        ["announce/e1", "The door is blue."],
        ["event-form/new", { name: "Walk" }],
        ["event-form/e2", { changes: { name: "Later walk" }, before: { name: "Walk" } }],
        ["palette/recent", []],
        ["ticket-keys", [{ name: "key" }]],
        ["report/user/p1", "He said"],
        ["suspend/p1", "Spam"],
        // A form of an event, as an earlier version kept it.
        ["event/e3", { changes: { name: "Walk" }, before: {} }],
      ]),
    ).toEqual([
      "thread t1: Hello",
      "direct p1: Hi",
      "event e1: See you",
      "announce e1: The door is blue.",
      "form : Walk",
      "form e2: Later walk",
    ]);
  });

  test("has a new discussion once, its title first", () => {
    const [title, text] = [["thread-title/c1", "Boats"] as const, ["thread-text/c1", "Which one?"] as const];
    expect(shown([text, title])).toEqual(["discussion c1: Boats\nWhich one?"]);
    expect(shown([title])).toEqual(["discussion c1: Boats"]);
  });

  test("has files that were attached, in their order, also without a text; those of a message that waits for them are its own", () => {
    const file = (key: string, place: string, name: string, begun: number) => [`file/${key}`, { place, name, begun }] as const;
    const rows = [
      file("k1", "thread/t1", "map.png", 20),
      ["thread/t1", "Here it is"] as const,
      file("k2", "thread/t1", "plan.txt", 10),
      file("k3", "direct/p1", "boat.png", 30),
      file("k4", "outbox/c1", "sent.png", 40),
    ];
    const all = draftsOf(rows);
    expect(all.map(({ kind, id, text, files }) => [kind, id, text, files])).toEqual([
      ["thread", "t1", "Here it is", ["plan.txt", "map.png"]],
      ["direct", "p1", "", ["boat.png"]],
    ]);
    expect(all[0]?.rows.map(([key]) => key)).toEqual(["thread/t1", "file/k2", "file/k1"]);
  });

  test("has the message that a draft answers; a reply without words is none", () => {
    const reply = { message: { id: "m1" }, at: 5 };
    const [draft, ...rest] = draftsOf([
      ["reply/thread/t1", reply],
      ["reply/thread/t2", reply],
      ["thread/t1", "Yes!"],
    ]);
    expect(draft?.reply).toEqual({ id: "m1" });
    expect(rest).toEqual([]);
  });
});

test("A draft that is discarded is gone here and in other tabs with its reply, and there again when that is taken back", async () => {
  own("amal");
  await keep("drafts", "thread/t1", "Hello");
  await keep("drafts", "reply/thread/t1", { message: { id: "m1" }, at: 5 });
  await keep("drafts", "thread/t1", "Of another person", "noor");
  const told: object[] = [];
  const channel = draftChannel((one) => told.push(one));
  const [draft] = (await readDrafts()) as [Draft];
  await discardDraft(draft);
  expect(await readDrafts()).toEqual([]);
  await vi.waitFor(() =>
    expect(told).toEqual([
      { place: "thread/t1", text: "" },
      { place: "thread/t1", reply: null },
    ]),
  );
  await restoreDraft(draft);
  expect(await readDrafts()).toEqual([draft]);
  await vi.waitFor(() => expect(told.slice(2)).toContainEqual({ place: "thread/t1", reply: { id: "m1" } }));
  channel.close();
  own("noor");
  expect(await kept("drafts", "thread/t1")).toBe("Of another person");
});

test("A draft leads to the place where it is gone on with", () => {
  const paths = (["thread", "direct", "event", "discussion", "announce", "form"] as const).map((kind) => pathOf({ kind, id: "x" }));
  expect(paths).toEqual(["/channels/x", "/messages/x", "/events/x/chat", "/communities/x?new=1", "/organize/x", "/organize/x/edit"]);
  expect(pathOf({ kind: "form", id: "" })).toBe("/organize/new");
  expect(pathOf({ kind: "form", id: "copy/x" })).toBe("/organize/new?of=x");
});

describe("The name of a draft's place", () => {
  afterEach(() => {
    log.value = empty;
  });
  test("comes from the log, and from the API where that does not know it", async () => {
    log.value = { ...empty, channels: [{ id: "t1", kind: "thread", title: "Boats" } as never] };
    vi.spyOn(api.threads, "get").mockResolvedValue({ title: "Another" } as never);
    expect(await placeNameOf({ kind: "thread", id: "t1" })).toBe("Boats");
    expect(await placeNameOf({ kind: "thread", id: "t2" })).toBe("Another");
    expect(await placeNameOf({ kind: "form", id: "" })).toBe("");
  });
});
