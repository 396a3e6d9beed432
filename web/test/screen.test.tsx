import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { arrived } from "../src/app/router.js";
import { Screen } from "../src/app/screen.js";

afterEach(() => act(() => render(null, document.body)));

test("A screen takes the focus at each address that it is for, not at the first of the page", async () => {
  const scroll = vi.spyOn(globalThis, "scrollTo").mockImplementation(() => {});
  const show = () =>
    act(() =>
      render(
        <Screen title="Course">
          <button type="button">Finish</button>
        </Screen>,
        document.body,
      ),
    );
  await show();
  const button = document.querySelector("button");
  button?.focus();
  await show();
  expect(document.activeElement).toBe(button);
  await act(() => {
    arrived.value = "/app/courses/1/2";
  });
  expect([document.activeElement?.id, scroll.mock.calls.length]).toEqual(["main", 1]);
});
