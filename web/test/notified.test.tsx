import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, test, vi } from "vitest";
import { api } from "../src/app/api.js";
import { useNotified } from "../src/app/notified.js";

const emit = (name: string, data?: unknown) =>
  (api.realtime as unknown as { emit: (name: string, data: unknown) => void }).emit(name, data);

test("A screen hears notifications of its thing, and the hub that is there at last, until it is left", async () => {
  const root = document.body.appendChild(document.createElement("div"));
  const work = vi.fn();
  function Order() {
    useNotified("o", work);
    return null;
  }
  await act(() => render(<Order />, root));
  emit("notification", { target: { type: "order", id: "other" } });
  expect(work).toHaveBeenCalledTimes(0);
  emit("notification", { target: { type: "order", id: "o" } });
  expect(work).toHaveBeenCalledTimes(1);
  emit("connected");
  expect(work).toHaveBeenCalledTimes(2);
  await act(() => render(null, root));
  emit("notification", { target: { type: "order", id: "o" } });
  expect(work).toHaveBeenCalledTimes(2);
});
