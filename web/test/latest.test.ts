import { describe, expect, test, vi } from "vitest";
import { latest } from "../src/app/latest.js";

/** A request that a test answers. */
function pending() {
  const all: { value: string; answer: () => void; refuse: () => void }[] = [];
  const save = (value: string) =>
    new Promise<void>((resolve, reject) => all.push({ value, answer: resolve, refuse: () => reject(new Error("no")) }));
  return { all, save };
}

describe("A setting that changes quickly", () => {
  test("ends as the last value, with one request at a time", async () => {
    const { all, save } = pending();
    const done = vi.fn();
    const set = latest(save, done, () => {});
    void set("02:00");
    void set("23:00");
    void set("23:03");
    const last = set("23:30");
    expect(all.map((one) => one.value)).toEqual(["02:00"]);
    all[0]?.answer();
    await vi.waitFor(() => expect(all).toHaveLength(2));
    expect(all[1]?.value).toBe("23:30");
    expect(done).not.toHaveBeenCalled();
    all[1]?.answer();
    await last;
    await vi.waitFor(() => expect(done).toHaveBeenCalledTimes(1));
  });

  test("a failure is told once, and the next change is sent", async () => {
    const { all, save } = pending();
    const failed = vi.fn();
    const set = latest(save, () => {}, failed);
    const first = set("a");
    void set("b");
    all[0]?.refuse();
    await first;
    expect(failed).toHaveBeenCalledTimes(1);
    void set("c");
    expect(all.map((one) => one.value)).toEqual(["a", "c"]);
  });
});
