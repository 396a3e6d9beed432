import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { firstIndex, Place } from "../src/screens/talk/place.js";

/** A list with rows of given heights, laid out as a browser would. */
class List {
  view = 500;
  rows: { seq: number; height: number; node: Element }[] = [];
  /** Above the rows: what began the talk, the button for earlier ones. */
  opening = 70;
  private offset = 0;
  readonly box: HTMLElement;

  constructor() {
    const box = document.createElement("div");
    const list = document.createElement("ol");
    box.append(list);
    document.body.append(box);
    const define = (name: string, get: () => number, set?: (value: number) => void) =>
      Object.defineProperty(box, name, { get, ...(set ? { set } : {}) });
    define("clientHeight", () => this.view);
    define("scrollHeight", () => Math.max(this.view, this.height));
    define(
      "scrollTop",
      () => this.clamped(),
      (value) => {
        this.offset = value;
        this.offset = this.clamped();
      },
    );
    box.getBoundingClientRect = () => ({ top: 100 }) as DOMRect;
    this.box = box;
  }

  get sizes() {
    return `${this.height} ${this.view}`;
  }

  private get height() {
    return this.rows.reduce((sum, row) => sum + row.height, this.opening);
  }

  private clamped() {
    this.offset = Math.min(Math.max(this.offset, 0), Math.max(0, this.height - this.view));
    return this.offset;
  }

  topOf(seq: number) {
    let top = this.opening - this.clamped();
    for (const row of this.rows) {
      if (row.seq === seq) {
        return top;
      }
      top += row.height;
    }
    return Number.NaN;
  }

  add(seq: number, height: number) {
    const node = document.createElement("li");
    node.setAttribute("data-seq", String(seq));
    node.getBoundingClientRect = () => ({ top: 100 + this.topOf(seq) }) as DOMRect;
    const row = { seq, height, node };
    Object.defineProperty(node, "clientHeight", { get: () => row.height });
    const at = this.rows.findIndex((one) => one.seq > seq);
    const index = at < 0 ? this.rows.length : at;
    this.box.firstElementChild?.insertBefore(node, this.rows[index]?.node ?? null);
    this.rows.splice(index, 0, row);
  }

  remove(seq: number) {
    const index = this.rows.findIndex((row) => row.seq === seq);
    this.rows[index]?.node.remove();
    this.rows.splice(index, 1);
  }

  isAtVeryEnd() {
    return this.clamped() === Math.max(0, this.height - this.view);
  }

  /** The messages that are seen, from the top. */
  seen() {
    return this.rows.filter((row) => this.topOf(row.seq) + row.height > 0 && this.topOf(row.seq) < this.view);
  }
}

let frames: (() => void)[] = [];
let resized = () => {};
let watched: List;
let sizes = "";

/** What a browser does once a frame: the events of scrolling, the callbacks of the frame, and the layout. */
function frame(place: Place, { hasScrolled = false } = {}) {
  if (hasScrolled) {
    place.scrolled();
  }
  for (const call of frames.splice(0)) {
    call();
  }
  if (sizes !== watched.sizes) {
    sizes = watched.sizes;
    resized();
  }
}

beforeEach(() => {
  frames = [];
  vi.stubGlobal("requestAnimationFrame", (call: () => void) => frames.push(call));
  vi.stubGlobal("cancelAnimationFrame", () => {
    frames = [];
  });
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(told: () => void) {
        resized = told;
      }
      observe() {}
      disconnect() {}
    },
  );
});

afterEach(() => {
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

/** A talk that has just been opened; `unread` messages at its end are new. */
function opened(count: number, unread = 0) {
  const list = new List();
  watched = list;
  for (let seq = 101; seq <= 100 + count; seq++) {
    list.add(seq, 40);
  }
  if (unread > 0) {
    const line = document.createElement("li");
    line.className = "new-line";
    line.getBoundingClientRect = () => ({ top: 100 + list.topOf(101 + count - unread) }) as DOMRect;
    list.box.firstElementChild?.append(line);
  }
  const place = new Place();
  const reached = vi.fn();
  place.watch(list.box, reached);
  place.follow();
  place.changed();
  frame(place);
  expect(reached).toHaveBeenCalledTimes(1);
  return { list, place, reached };
}

describe("The place in a discussion", () => {
  test("begins at the end, and stays there while earlier messages come in portions and new ones below", () => {
    const { list, place } = opened(10);
    expect(place).toMatchObject({ isKnown: true, isAtEnd: true });
    for (let seq = 100; seq > 60; seq -= 4) {
      for (let one = seq; one > seq - 4; one--) {
        list.add(one, 40);
      }
      place.changed();
      frame(place, { hasScrolled: true });
      expect(list.isAtVeryEnd()).toBe(true);
    }
    list.add(200, 300);
    place.follow();
    place.changed();
    frame(place);
    expect(list.isAtVeryEnd()).toBe(true);
  });

  test("begins at the first unread message; the last one is whole", () => {
    const { list, place } = opened(40, 20);
    expect(list.topOf(121)).toBe(80);
    expect(place.isAtEnd).toBe(false);
    expect(opened(40, 1).list.isAtVeryEnd()).toBe(true);
  });

  test("leaves the end as slowly as its reader", () => {
    const { list, place } = opened(40);
    const end = list.box.scrollTop;
    for (let step = 1; step <= 5; step++) {
      list.box.scrollTop -= 1;
      frame(place, { hasScrolled: true });
      expect(list.box.scrollTop).toBe(end - step);
    }
  });

  test("follows a message that comes while the reader moves near the end", () => {
    const { list, place } = opened(40);
    list.box.scrollTop -= 60;
    frame(place, { hasScrolled: true });
    list.box.scrollTop += 10;
    list.add(141, 300);
    place.follow();
    place.changed();
    frame(place, { hasScrolled: true });
    expect(list.isAtVeryEnd()).toBe(true);
  });

  test("is the top of another part of the talk, and not its end", () => {
    const { list, place, reached } = opened(140);
    list.box.scrollTop = 4800;
    frame(place, { hasScrolled: true });
    for (let seq = 101; seq <= 240; seq++) {
      list.remove(seq);
    }
    for (let seq = 400; seq < 450; seq++) {
      list.add(seq, 40);
    }
    place.changed();
    frame(place);
    frame(place, { hasScrolled: true });
    expect(list.box.scrollTop).toBe(0);
    expect(place.isAtEnd).toBe(false);
    expect(reached).toHaveBeenCalledTimes(1);
  });

  test("is not the end where messages follow that are not on the page", () => {
    const { list, place, reached } = opened(40);
    place.leave();
    place.isCut = true;
    list.box.scrollTop -= 10;
    frame(place, { hasScrolled: true });
    list.box.scrollTop += 10;
    frame(place, { hasScrolled: true });
    expect(place).toMatchObject({ isAtEnd: false, isFar: { value: true } });
    list.add(141, 40);
    place.changed();
    frame(place);
    expect(list.isAtVeryEnd()).toBe(false);
    expect(reached).toHaveBeenCalledTimes(1);
    place.follow();
    place.changed();
    frame(place);
    expect(list.isAtVeryEnd()).toBe(true);
  });

  test("is the end once the rows that were painted later end near it", () => {
    const { list, place, reached } = opened(6, 6);
    expect(place.isAtEnd).toBe(true);
    place.leave();
    place.isCut = true;
    list.box.scrollTop = 0;
    frame(place, { hasScrolled: true });
    for (let seq = 107; seq <= 112; seq++) {
      list.add(seq, 40);
    }
    place.changed();
    frame(place);
    expect(place.isAtEnd).toBe(false);
    place.isCut = false;
    list.add(113, 40);
    place.changed();
    frame(place);
    expect(place.isAtEnd).toBe(true);
    expect(reached).toHaveBeenCalledTimes(2);
    expect(list.box.scrollTop).toBe(0);
  });

  test("is not the end for a page that is hidden there, while little comes", () => {
    const { list, place, reached } = opened(40);
    place.leave();
    list.add(141, 40);
    place.changed();
    frame(place);
    expect(place.isAtEnd).toBe(false);
    expect(reached).toHaveBeenCalledTimes(1);
  });

  test("is the end when the whole talk fits without scrolling", () => {
    const { list, place, reached } = opened(14);
    list.box.scrollTop = 0;
    frame(place, { hasScrolled: true });
    expect(place.isAtEnd).toBe(false);
    list.view = 900;
    frame(place);
    expect(place.isAtEnd).toBe(true);
    expect(reached).toHaveBeenCalledTimes(2);
  });

  test("is far from the end beyond a screen; that is told when it changes, not while one scrolls", () => {
    const { list, place } = opened(60);
    const told: boolean[] = [];
    const stop = place.isFar.subscribe((isFar) => told.push(isFar));
    for (let step = 0; step < 20; step++) {
      list.box.scrollTop -= 50;
      frame(place, { hasScrolled: true });
    }
    expect(told).toEqual([false, true]);
    list.box.scrollTop += 600;
    frame(place, { hasScrolled: true });
    expect(told).toEqual([false, true, false]);
    // New messages below make it far again.
    list.add(161, 400);
    place.changed();
    frame(place);
    expect(told).toEqual([false, true, false, true]);
    stop();
  });

  test("near the end nothing moves until a new message comes", () => {
    const { list, place } = opened(40);
    list.box.scrollTop -= 50;
    frame(place, { hasScrolled: true });
    expect(place.isAtEnd).toBe(true);
    const before = list.topOf(140);
    list.add(50, 40);
    place.changed();
    frame(place);
    expect(list.topOf(140)).toBe(before);
    list.add(141, 40);
    place.follow();
    place.changed();
    frame(place);
    expect(list.isAtVeryEnd()).toBe(true);
  });

  test("is not the end for a reader who left it just as a message came", () => {
    const { list, place } = opened(40);
    list.box.scrollTop -= 300;
    const before = list.topOf(130);
    list.add(141, 40);
    place.follow();
    place.changed();
    frame(place, { hasScrolled: true });
    expect(place.isAtEnd).toBe(false);
    expect(list.topOf(130)).toBe(before);
  });

  test("stays the end when a long message there is deleted", () => {
    const { list, place } = opened(40);
    list.add(141, 400);
    place.follow();
    place.changed();
    frame(place);
    list.remove(141);
    place.changed();
    // The browser has laid it out already, and tells first that the list is shorter.
    frame(place, { hasScrolled: true });
    expect(place.isAtEnd).toBe(true);
    expect(list.isAtVeryEnd()).toBe(true);
  });

  test("is kept by the second message when the first of all loses its head to earlier ones", () => {
    const { list, place } = opened(40);
    list.box.scrollTop = 60;
    frame(place, { hasScrolled: true });
    expect(list.seen()[0]?.seq).toBe(101);
    const before = list.topOf(102);
    list.add(100, 40);
    const first = list.rows[1];
    if (first) {
      first.height = 15;
    }
    place.changed();
    frame(place);
    expect(list.topOf(102)).toBe(before);
  });

  test("after a jump is where that led, though earlier messages came in for it", () => {
    const { list, place } = opened(40);
    for (let seq = 51; seq <= 100; seq++) {
      list.add(seq, 40);
    }
    place.changed();
    place.leave();
    place.show((box) => {
      box.scrollTop = 400;
    });
    const before = list.topOf(60);
    frame(place, { hasScrolled: true });
    expect(list.topOf(60)).toBe(before);
    expect(place.isAtEnd).toBe(false);
  });

  test("is the same message's under the eye, whatever happens elsewhere", () => {
    let seed = 20261126;
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % below;
    };
    let compared = 0;
    for (let world = 0; world < 60; world++) {
      const { list, place } = opened(20 + random(40));
      list.box.scrollTop -= 200 + random(600);
      frame(place, { hasScrolled: true });
      let [earliest, latest] = [100, 500];
      for (let step = 0; step < 40; step++) {
        const isEnd = place.isAtEnd;
        const [, eye] = list.seen();
        const seq = eye?.seq ?? 0;
        const before = list.topOf(seq);
        let moved = 0;
        let hasScrolled = false;
        const top = list.seen()[0]?.seq ?? 0;
        for (let change = random(3); change >= 0; change--) {
          const above = list.rows.filter((row) => row.seq < top);
          switch (random(6)) {
            case 0:
              list.add(earliest--, 20 + random(200));
              break;
            case 1:
              list.add(latest++, 20 + random(200));
              if (place.isAtEnd) {
                place.follow();
              }
              break;
            case 2: {
              const edited = above[random(above.length || 1)];
              if (edited) {
                edited.height = 20 + random(200);
              }
              break;
            }
            case 3: {
              const removed = above[random(above.length || 1)];
              if (removed && list.rows.length > 15) {
                list.remove(removed.seq);
              }
              break;
            }
            case 4:
              list.opening = random(300);
              break;
            default: {
              const at = list.box.scrollTop;
              list.box.scrollTop += random(2) ? random(200) : -random(200);
              moved += list.box.scrollTop - at;
              hasScrolled = true;
            }
          }
          if (random(2)) {
            place.changed();
          }
        }
        const clamped = list.box.scrollTop;
        frame(place, { hasScrolled: hasScrolled || random(4) === 0 });
        const isFree = list.box.scrollTop > 0 && !list.isAtVeryEnd() && clamped > 0;
        if (!isEnd && !place.isAtEnd && isFree && !hasScrolled && seq && list.rows.some((row) => row.seq === seq)) {
          compared++;
          expect(list.topOf(seq), `world ${world}, step ${step}`).toBeCloseTo(before - moved, 5);
        }
      }
      document.body.replaceChildren();
    }
    expect(compared).toBeGreaterThan(500);
  });
});

test.each([0, 1, 2, 3, 4])("The first of four elements for which it holds, when %i do not", (without) => {
  expect(firstIndex([0, 1, 2, 3], (one) => one >= without)).toBe(without);
});
