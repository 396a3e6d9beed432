// @vitest-environment happy-dom

import { render } from "preact";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { later, Reprieve, restored, settle } from "../src/app/undo.js";
import { Toasts, toast } from "../src/ui/toast.js";

const button = () => document.querySelector<HTMLButtonElement>(".toast button");

describe("Something that can be taken back", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    document.body.innerHTML = "<div id=root></div>";
    render(Toasts(), document.getElementById("root") as HTMLElement);
  });
  afterEach(async () => {
    await settle();
    Object.defineProperty(document, "visibilityState", { value: "visible", configurable: true });
    vi.useRealTimers();
  });

  test("is done once, after a while", () => {
    const work = vi.fn(() => Promise.resolve());
    later(work, "Declined.", () => {});
    expect(work).not.toHaveBeenCalled();
    vi.advanceTimersByTime(Reprieve);
    void settle();
    expect(work).toHaveBeenCalledTimes(1);
  });

  test("is not done if it is taken back", () => {
    const work = vi.fn(() => Promise.resolve());
    const undo = vi.fn();
    later(work, "Declined.", undo);
    render(Toasts(), document.getElementById("root") as HTMLElement);
    button()?.click();
    vi.advanceTimersByTime(2 * Reprieve);
    void settle();
    expect(undo).toHaveBeenCalledTimes(1);
    expect(work).not.toHaveBeenCalled();
  });

  test("is done when another thing takes its place: only the last can be taken back", () => {
    const [first, second] = [vi.fn(() => Promise.resolve()), vi.fn(() => Promise.resolve())];
    later(first, "Declined.", () => {});
    later(second, "Let in.", () => {});
    expect(first).toHaveBeenCalledTimes(1);
    expect(second).not.toHaveBeenCalled();
    render(Toasts(), document.getElementById("root") as HTMLElement);
    expect(document.querySelector(".toast")?.textContent).toContain("Let in.");
  });

  test("is done at once when the page is left", () => {
    const work = vi.fn(() => Promise.resolve());
    later(work, "Declined.", () => {});
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
    expect(work).toHaveBeenCalledTimes(1);
  });

  test("cannot be taken back once it was done: the offer goes with it", () => {
    const undo = vi.fn();
    const root = document.getElementById("root") as HTMLElement;
    later(() => Promise.resolve(), "Declined.", undo);
    render(Toasts(), root);
    expect(button()).not.toBeNull();
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
    render(Toasts(), root);
    expect(button()).toBeNull();
  });

  test("waits as long as the reader is at the button", () => {
    const work = vi.fn(() => Promise.resolve());
    const root = document.getElementById("root") as HTMLElement;
    later(work, "Declined.", () => {});
    render(Toasts(), root);
    document.querySelector(".toast")?.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
    vi.advanceTimersByTime(10 * Reprieve);
    render(Toasts(), root);
    expect(work).not.toHaveBeenCalled();
    expect(button()).not.toBeNull();
    document.querySelector(".toast")?.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
    vi.advanceTimersByTime(Reprieve);
    expect(work).toHaveBeenCalledTimes(1);
  });

  test("is not forgotten behind another text", () => {
    const work = vi.fn(() => Promise.resolve());
    later(work, "Declined.", () => {});
    render(Toasts(), document.getElementById("root") as HTMLElement);
    document.querySelector(".toast")?.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
    toast("Something else.");
    vi.advanceTimersByTime(Reprieve);
    expect(work).toHaveBeenCalledTimes(1);
  });

  test("is over when everything that waits is said to be done", async () => {
    let end = () => {};
    later(
      () =>
        new Promise<void>((go) => {
          end = go;
        }),
      "Declined.",
      () => {},
    );
    let isOver = false;
    const all = settle().then(() => {
      isOver = true;
    });
    await Promise.resolve();
    expect(isOver).toBe(false);
    end();
    await all;
    expect(isOver).toBe(true);
  });

  test("comes back to its place, and nothing else does", () => {
    const item = (id: string) => ({ id });
    const before = ["a", "b", "c"].map(item);
    expect(restored(before, ["new", "a"].map(item), "b").map((one) => one.id)).toEqual(["new", "a", "b"]);
    expect(restored(before, ["c"].map(item), "a", "b").map((one) => one.id)).toEqual(["a", "b", "c"]);
  });

  test("is shown as it was if it fails", async () => {
    const undo = vi.fn();
    later(() => Promise.reject(new Error("no")), "Declined.", undo);
    vi.advanceTimersByTime(Reprieve);
    await vi.waitFor(() => expect(undo).toHaveBeenCalledTimes(1));
  });
});
