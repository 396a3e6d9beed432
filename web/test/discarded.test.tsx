import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, test, vi } from "vitest";
import { sayDiscarded } from "../src/screens/talk/discarded.js";
import { own } from "../src/store/idb.js";
import { Toasts } from "../src/ui/toast.js";

test("What a person discarded is taken back by them, and not by the person who signed in next", async () => {
  const undo = vi.fn();
  const press = () => act(() => document.querySelector<HTMLButtonElement>(".toast button")?.click());
  void act(() => render(<Toasts />, document.body));
  own("amal");
  await act(() => sayDiscarded(undo));
  await press();
  expect(undo).toHaveBeenCalledTimes(1);
  await act(() => sayDiscarded(undo));
  own("noor");
  await press();
  expect(undo).toHaveBeenCalledTimes(1);
});
