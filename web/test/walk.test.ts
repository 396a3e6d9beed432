import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { comfort } from "../src/app/comfort.js";
import { seqAt, type Walk, walk } from "../src/screens/talk/walk.js";

let box: HTMLElement;
let acts: { [Name in keyof Walk]-?: ReturnType<typeof vi.fn> };

const row = (seq: number) => box.querySelector(`[data-seq="${seq}"]`) as HTMLElement;
const focused = () => seqAt(document.activeElement);

/** Rows of 100 pixels in a window of 250 that begins at the top of the third one. */
beforeEach(() => {
  const rows = [1, 2, 3, 4, 5].map((seq) => `<p data-seq="${seq}"><a href="#x">x</a></p>`);
  document.body.innerHTML = `<div tabindex="0">${rows.join("")}</div>`;
  box = document.body.firstElementChild as HTMLElement;
  box.getBoundingClientRect = () => ({ top: 0, bottom: 250 }) as DOMRect;
  for (let seq = 1; seq <= 5; seq++) {
    row(seq).getBoundingClientRect = () => ({ top: (seq - 3) * 100, bottom: (seq - 2) * 100 }) as DOMRect;
    row(seq).scrollIntoView = () => {};
  }
  acts = { label: vi.fn((seq) => `Message ${seq}`), more: vi.fn(async () => {}), reply: vi.fn(), edit: vi.fn(), unread: vi.fn() };
  box.addEventListener("keydown", (key) => walk(key, box, acts as unknown as Walk));
  box.focus();
});
afterEach(() => {
  comfort.keys.value = "";
});

function press(key: string, more: KeyboardEventInit = {}) {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  document.activeElement?.dispatchEvent(event);
  return event.defaultPrevented;
}

describe("The keys of a list of messages", () => {
  test("begin at what is seen, and go from message to message", () => {
    press("j");
    expect(focused()).toBe(3);
    expect(row(3).getAttribute("aria-label")).toBe("Message 3");
    press("ArrowDown");
    expect(focused()).toBe(4);
    expect(row(3).hasAttribute("tabindex")).toBe(false);
    press("k");
    press("ArrowUp");
    expect(focused()).toBe(2);
  });

  test("mark the message that has the focus as unread", () => {
    press("U", { shiftKey: true });
    expect(acts.unread).not.toHaveBeenCalled();
    press("j");
    press("u");
    expect(acts.unread).not.toHaveBeenCalled();
    press("U", { shiftKey: true });
    expect(acts.unread).toHaveBeenCalledWith(3);
    press("J", { shiftKey: true });
    expect(focused()).toBe(3);
  });

  test("begin at the last one that is seen on the way up", () => {
    press("k");
    expect(focused()).toBe(5);
  });

  test("scroll through a message that is higher than the window", () => {
    press("k");
    expect(press("ArrowDown")).toBe(false);
    expect(focused()).toBe(5);
  });

  test("read the messages before the first one", async () => {
    press("j");
    press("k");
    press("k");
    press("k");
    expect(acts.more.mock.calls).toEqual([[-1]]);
    const before = document.createElement("p");
    before.dataset.seq = "0";
    before.scrollIntoView = () => {};
    box.prepend(before);
    await vi.waitFor(() => expect(focused()).toBe(0));
  });

  test("show the messages after the last one", () => {
    for (let step = 0; step < 9; step++) {
      press("j");
    }
    expect(acts.more).toHaveBeenLastCalledWith(1);
  });

  test("reply and edit, also by the place of the key where the script is another one", () => {
    press("r");
    expect(acts.reply).not.toHaveBeenCalled();
    press("j");
    press("ق", { code: "KeyR" });
    expect(acts.reply).toHaveBeenCalledWith(3);
    press("e");
    expect(acts.edit).toHaveBeenCalledWith(3);
  });

  test("do nothing in a link, with another key held, or for a reader without single keys", () => {
    expect(press("j", { ctrlKey: true })).toBe(false);
    comfort.keys.value = "off";
    expect(press("j")).toBe(false);
    press("ArrowDown");
    expect(focused()).toBe(3);
    comfort.keys.value = "";
    row(3).querySelector("a")?.focus();
    expect(press("j")).toBe(false);
    expect(press("r")).toBe(false);
  });
});
