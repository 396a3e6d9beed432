import { render } from "preact";
import { useRef } from "preact/hooks";
import { act } from "preact/test-utils";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Floating, useFocusAfter } from "../src/screens/calls/floating.js";
import { Dialog } from "../src/ui/dialog.js";
import { modals } from "../src/ui/modals.js";

function Card() {
  const card = useRef<HTMLElement>(null);
  useFocusAfter(card);
  return (
    <section ref={card} id="card" data-call>
      <button type="button">Answer</button>
    </section>
  );
}

const show = (isOpen: boolean, hasCall = true) =>
  act(() =>
    render(
      <>
        <main id="main" tabIndex={-1}>
          <input id="field" />
          {isOpen && (
            <Dialog title="Search" onClose={() => {}}>
              <p>Something</p>
            </Dialog>
          )}
        </main>
        {hasCall && (
          <Floating>
            <Card />
          </Floating>
        )}
      </>,
      document.body,
    ),
  );

describe("A call that rings", () => {
  afterEach(() => act(() => render(null, document.body)));

  test("can be reached while a dialog is open, and stays after it", async () => {
    await show(true);
    const card = document.getElementById("card");
    expect([card?.closest("dialog")?.className, modals.value.length]).toEqual(["dialog", 1]);
    await show(false);
    expect([card?.isConnected, card?.closest("dialog"), modals.value]).toEqual([true, null, []]);
    await show(true);
    expect(document.getElementById("card")).toBe(card);
    expect(card?.closest("dialog")).not.toBeNull();
    await show(true, false);
    expect(card?.isConnected).toBe(false);
  });

  test("gives the focus back when it goes", async () => {
    await show(false);
    await show(false);
    document.getElementById("field")?.focus();
    document.querySelector<HTMLElement>("#card button")?.focus();
    await show(false, false);
    await vi.waitFor(() => expect(document.activeElement?.id).toBe("field"));
  });
});
