import "fake-indexeddb/auto";
import { Conflict } from "@community/sdk";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api, me } from "../src/app/api.js";
import { Editor } from "../src/screens/admin/course-editor.js";
import { forgetAll, kept, own } from "../src/store/idb.js";

const part = { module_id: "m1", title: "Plug", content: "Push it in.", duration_minutes: 10, quiz: [] };
const course = (version: number, first: object = part) =>
  ({ id: "c1", version, title: "Kettles", description: "Tea", category: "Growth", status: "draft", modules: [first] }) as never;

const buttons = (text: string) => [...document.querySelectorAll("button")].filter((one) => one.textContent?.trim() === text);
const press = (text: string) => act(() => buttons(text).at(-1)?.click());
const field = (name: string) => document.querySelector<HTMLInputElement>(`dialog [name=${name}]`) as HTMLInputElement;
const areas = () => [...document.querySelectorAll<HTMLTextAreaElement>("dialog textarea")];
const write = (input: HTMLInputElement | HTMLTextAreaElement, text: string) =>
  act(() => {
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
const close = () => act(() => void document.querySelector("dialog")?.dispatchEvent(new Event("cancel", { cancelable: true })));
const show = async (version: number, first?: object) => {
  vi.spyOn(api.courses, "source").mockResolvedValue(course(version, first));
  await act(() => render(<Editor id="c1" />, document.body));
  await vi.waitFor(() => expect(buttons("Edit")).toHaveLength(1));
};
const isKept = async () => (await kept("drafts", "module/c1/m1")) !== undefined;

beforeEach(() => {
  me.value = { id: "amal", username: "amal", name: "Amal", isGuest: false };
  own("amal");
  HTMLDialogElement.prototype.showModal = () => {};
});
afterEach(async () => {
  render(null, document.body);
  vi.restoreAllMocks();
  await forgetAll("amal");
});

test("A part that was begun is there again with title, text and questions, also after another change of the course", async () => {
  await show(1);
  await press("Edit");
  await write(field("title"), "Plug it in");
  await write(areas()[0] as HTMLTextAreaElement, "Push it in firmly.");
  await press("Add a question");
  await write(areas()[1] as HTMLTextAreaElement, "Yes\nNo");
  await vi.waitFor(async () => expect(await isKept()).toBe(true));
  await close();
  expect(document.querySelector("dialog")).toBeNull();

  render(null, document.body);
  await show(2);
  await press("Edit");
  await vi.waitFor(() => expect(field("title").value).toBe("Plug it in"));
  expect(areas().map((one) => one.value)).toEqual(["Push it in firmly.", "Yes\nNo"]);
  expect(document.body.textContent).toContain("This is your draft.");
  expect(document.body.textContent).not.toContain("changed meanwhile");

  await press("Show the saved part instead");
  expect(field("title").value).toBe("Plug");
  await vi.waitFor(async () => expect(await isKept()).toBe(false));
});

test("A draft of a part that others changed stays, and says so", async () => {
  await show(1);
  await press("Edit");
  await write(field("title"), "Plug it in");
  await vi.waitFor(async () => expect(await isKept()).toBe(true));
  render(null, document.body);
  await show(2, { ...part, content: "Pull it out." });
  await press("Edit");
  await vi.waitFor(() => expect(document.body.textContent).toContain("changed meanwhile"));
  expect([field("title").value, areas()[0]?.value]).toEqual(["Plug it in", "Push it in."]);
});

test("A refusal because the course changed keeps what was written, and the next try is for the present course", async () => {
  await show(1);
  await press("Edit");
  await write(field("title"), "Plug it in");
  const update = vi.spyOn(api.courses, "updateModule").mockRejectedValueOnce(new Conflict(409, { detail: "The course has changed." }));
  vi.mocked(api.courses.source).mockResolvedValue(course(3, { ...part, content: "Pull it out." }));
  const submit = () => act(() => document.querySelector("dialog form")?.dispatchEvent(new Event("submit", { cancelable: true })) as never);
  await submit();
  await vi.waitFor(() => expect(document.body.textContent).toContain("changed meanwhile"));
  expect(field("title").value).toBe("Plug it in");
  update.mockResolvedValue(course(4));
  await submit();
  await vi.waitFor(() => expect(document.querySelector("dialog")).toBeNull());
  expect(update.mock.lastCall?.[2]).toMatchObject({ title: "Plug it in", version: 3 });
  expect(await isKept()).toBe(false);
});
