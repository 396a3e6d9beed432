import "fake-indexeddb/auto";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { type Draft, useDraft } from "../src/parts/draft.js";
import { kept } from "../src/store/idb.js";

let draft: Draft;
function Probe({ place }: { place: string | undefined }) {
  draft = useDraft(place);
  return <p>{draft.text.value}</p>;
}
const show = (place: string | undefined) => act(() => render(<Probe place={place} />, document.body));
const shown = () => document.querySelector("p")?.textContent;

afterEach(() => render(null, document.body));

test("What was written in a dialog is there when it is opened again, and gone when it has done its work", async () => {
  await show("announce/e1");
  await act(() => draft.write("The door is blue."));
  await vi.waitFor(async () => expect(await kept("drafts", "announce/e1")).toBe("The door is blue."));
  render(null, document.body);
  await show("announce/e1");
  await vi.waitFor(() => expect(shown()).toBe("The door is blue."));
  await act(() => draft.clear());
  await vi.waitFor(async () => expect(await kept("drafts", "announce/e1")).toBeUndefined());
});

test("A reason that was written about one person is not offered for the next", async () => {
  await show("suspend/amal");
  await act(() => draft.write("Spam."));
  await show(undefined);
  await show("suspend/noor");
  expect(shown()).toBe("");
  await show("suspend/amal");
  await vi.waitFor(() => expect(shown()).toBe("Spam."));
});

test("A text that was refused and then removed by the person does not stay on the device", async () => {
  await show("companion");
  await act(() => draft.write("refused"));
  await vi.waitFor(async () => expect(await kept("drafts", "companion")).toBe("refused"));
  await act(() => draft.type("refuse"));
  expect(await kept("drafts", "companion")).toBe("refused");
  await act(() => draft.type(""));
  await vi.waitFor(async () => expect(await kept("drafts", "companion")).toBeUndefined());
  expect(shown()).toBe("");
});
