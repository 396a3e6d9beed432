import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Banner } from "../src/app/app.js";
import { connection } from "../src/store/feed.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  connection.value = undefined;
});

test("A connection that is back within two seconds is not spoken of; one that stays away is, until it is back", async () => {
  const root = document.createElement("div");
  const be = (state: typeof connection.value) =>
    act(() => {
      connection.value = state;
    });
  const wait = (time: number) =>
    act(() => {
      vi.advanceTimersByTime(time);
    });
  await act(() => {
    render(<Banner />, root);
  });
  await be("catching-up");
  await wait(1900);
  expect(root.textContent).toBe("");
  await be("live");
  await wait(5000);
  expect(root.textContent).toBe("");

  await be("offline");
  await wait(1900);
  await be("catching-up");
  await wait(200);
  expect(root.textContent).toContain("Catching up…");
  await be("live");
  expect(root.textContent).toBe("");
  render(null, root);
});
