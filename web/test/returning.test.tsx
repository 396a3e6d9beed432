import type { Message } from "@community/sdk";
import { type Signal, signal } from "@preact/signals";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { me } from "../src/app/api.js";
import { Place } from "../src/screens/talk/place.js";
import { useReturning } from "../src/screens/talk/returning.js";

const message = (seq: number, author = "noor", more: object = {}) => ({ seq, author_id: author, is_deleted: false, ...more }) as Message;

let place: Place;
let firstUnread: Signal<number | undefined>;
let isBehind: { current: boolean };
let arrived: boolean[];
let frames: (() => void)[];

function Probe({ list }: { list: Message[] }) {
  isBehind = useReturning(place, list, firstUnread, { current: () => arrived.push(isBehind.current) });
  return null;
}
const show = (...list: Message[]) => act(() => render(<Probe list={list} />, document.body));
const turn = (state: "hidden" | "visible") => {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  document.dispatchEvent(new Event("visibilitychange"));
};

beforeEach(async () => {
  me.value = { id: "amal", username: "amal", name: "Amal", isGuest: false };
  place = new Place();
  place.isKnown = true;
  firstUnread = signal(undefined);
  arrived = [];
  frames = [];
  vi.stubGlobal("requestAnimationFrame", (call: () => void) => frames.push(call));
  await show(message(1), message(2));
});
afterEach(() => {
  render(null, document.body);
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("A page that is hidden at the end of a talk", () => {
  test("does not follow what others write, and begins it with the line of news", async () => {
    turn("hidden");
    await show(message(1), message(2), message(3), message(4));
    expect([firstUnread.value, place.isAtEnd]).toEqual([3, false]);
    await show(message(1), message(2), message(3), message(4), message(5));
    expect(firstUnread.value).toBe(3);
  });

  test("arrives on the return only after what came is shown", async () => {
    turn("hidden");
    await show(message(1), message(2), message(3));
    const shown = vi.spyOn(place, "show");
    turn("visible");
    expect([arrived, isBehind.current, shown.mock.calls.length]).toEqual([[], true, 0]);
    for (const call of frames.splice(0)) {
      call();
    }
    expect([arrived, shown.mock.calls.length]).toEqual([[false], 1]);
  });

  test("has nothing new if nothing came, or only from the reader, or what was deleted again", async () => {
    turn("hidden");
    await show(message(1), message(2), message(3, "amal"), message(4, "noor", { is_deleted: true }));
    expect([firstUnread.value, place.isAtEnd]).toEqual([undefined, true]);
    turn("visible");
    expect(arrived).toEqual([false]);
    await show(message(1), message(2), message(5));
    expect(firstUnread.value).toBeUndefined();
  });

  test("keeps the line of one who had not read to the end", async () => {
    place.isAtEnd = false;
    firstUnread.value = 2;
    turn("hidden");
    await show(message(1), message(2), message(3));
    expect(firstUnread.value).toBe(2);
  });
});
