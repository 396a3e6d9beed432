// @vitest-environment happy-dom

import { render } from "preact";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { later, Reprieve, restored, settle } from "../src/app/undo.js";
import { Toasts } from "../src/ui/toast.js";

const button = () => document.querySelector<HTMLButtonElement>(".toast button");

describe("Something that can be taken back", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    document.body.innerHTML = "<div id=root></div>";
    render(Toasts(), document.getElementById("root") as HTMLElement);
  });
  afterEach(() => {
    settle();
    vi.useRealTimers();
  });

  test("is done once, after a while", () => {
    const work = vi.fn(() => Promise.resolve());
    later(work, "Declined.", () => {});
    expect(work).not.toHaveBeenCalled();
    vi.advanceTimersByTime(Reprieve);
    settle();
    expect(work).toHaveBeenCalledTimes(1);
  });

  test("is not done if it is taken back", () => {
    const work = vi.fn(() => Promise.resolve());
    const undo = vi.fn();
    later(work, "Declined.", undo);
    render(Toasts(), document.getElementById("root") as HTMLElement);
    button()?.click();
    vi.advanceTimersByTime(2 * Reprieve);
    settle();
    expect(undo).toHaveBeenCalledTimes(1);
    expect(work).not.toHaveBeenCalled();
  });

  test("is done at once when the page is left", () => {
    const work = vi.fn(() => Promise.resolve());
    later(work, "Declined.", () => {});
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
    expect(work).toHaveBeenCalledTimes(1);
  });

  test("comes back to its place, and nothing else does", () => {
    const item = (id: string) => ({ id });
    const before = ["a", "b", "c"].map(item);
    expect(restored(before, ["new", "a"].map(item), "b").map((one) => one.id)).toEqual(["new", "a", "b"]);
  });

  test("is shown as it was if it fails", async () => {
    const undo = vi.fn();
    later(() => Promise.reject(new Error("no")), "Declined.", undo);
    vi.advanceTimersByTime(Reprieve);
    await vi.waitFor(() => expect(undo).toHaveBeenCalledTimes(1));
  });
});
