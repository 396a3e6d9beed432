import { describe, expect, test } from "vitest";
import { linkTo } from "../src/parts/link-to.js";
import { held, toward, windowOf } from "../src/parts/plane.js";
import { Field, rings } from "../src/screens/people/graph.js";
import { mentionAt, mentioned } from "../src/screens/talk/mention.js";

describe("A mention", () => {
  test("is a name behind an @ that begins a word, up to the caret", () => {
    expect(mentionAt("Hello @am", 9)).toEqual({ start: 6, part: "am" });
    expect(mentionAt("@", 1)).toEqual({ start: 0, part: "" });
    expect(mentionAt("(@Amal.H", 8)).toEqual({ start: 1, part: "amal.h" });
    expect(mentionAt("mail me: a@b", 12)).toBeUndefined();
    expect(mentionAt("@amal was here", 14)).toBeUndefined();
  });

  test("takes the place of what was written of it", () => {
    expect(mentioned("Hi @am, all", 6, "amal")).toEqual({ text: "Hi @amal , all", caret: 9 });
    expect(mentioned("Hi @am all", 6, "amal")).toEqual({ text: "Hi @amal all", caret: 9 });
    expect(mentioned("Hi", 2, "amal")).toEqual({ text: "Hi", caret: 2 });
  });
});

describe("The view of a picture", () => {
  const all = { zoom: 1, middle: { x: 80, y: 45 } };
  const at = (x: number, y: number) => ({ x, y });

  test("follows the hand: the place under it stays under it, up to the edges", () => {
    expect(held(all, at(0.5, 0.5), at(0.1, 0.5), 1, Field, 8)).toEqual(all);
    const near = held(all, at(0.25, 0.5), at(0.25, 0.5), 2, Field, 8);
    expect(near).toEqual({ zoom: 2, middle: at(60, 45) });
    expect(held(near, at(0.5, 0.5), at(0.25, 0.5), 1, Field, 8).middle).toEqual(at(80, 45));
    expect(held(near, at(0.5, 0.5), at(1, 1), 1, Field, 8).middle).toEqual(at(40, 22.5));
  });

  test("comes as near as it may, and goes back to the whole", () => {
    expect(held(all, at(0, 0), at(0, 0), 100, Field, 8)).toEqual({ zoom: 8, middle: at(10, 5.625) });
    expect(held({ zoom: 4, middle: at(20, 20) }, at(1, 1), at(1, 1), 0.01, Field, 8)).toEqual(all);
  });
});

describe("The picture of a network", () => {
  test("has the person in the middle, each step on a ring of its own, and nobody outside", () => {
    const places = rings([
      { id: "me", distance: 0 },
      ...Array.from({ length: 12 }, (_, index) => ({ id: `a${index}`, distance: 1 })),
      ...Array.from({ length: 30 }, (_, index) => ({ id: `b${index}`, distance: 2 })),
    ]);
    expect(places.get("me")).toEqual({ x: 80, y: 45 });
    expect(places.size).toBe(43);
    const far = (id: string) => Math.hypot(((places.get(id)?.x ?? 0) - 80) / 70, ((places.get(id)?.y ?? 0) - 45) / 37);
    expect(far("a3")).toBeCloseTo(0.5);
    expect(far("b7")).toBeCloseTo(1);
    for (const { x, y } of places.values()) {
      expect(x).toBeGreaterThan(4);
      expect(x).toBeLessThan(156);
      expect(y).toBeGreaterThan(4);
      expect(y).toBeLessThan(86);
    }
  });
});

describe("The way through the picture of a network", () => {
  const places = rings([{ id: "me", distance: 0 }, ...["a", "b", "c", "d"].map((id) => ({ id, distance: 1 }))]);

  test("leads from the middle to each side and back", () => {
    const me = { x: 80, y: 45 };
    const reached = ["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"].map((key) => toward(me, key, places));
    expect(new Set(reached).size).toBe(4);
    expect(reached).not.toContain("me");
    const right = places.get(reached[0] ?? "") ?? me;
    expect(right.x).toBeGreaterThan(80);
    expect(toward(right, "ArrowLeft", places)).toBe("me");
    expect(toward(right, "ArrowRight", places)).toBeUndefined();
    expect(toward(me, "Enter", places)).toBeUndefined();
  });

  test("shows a part that stays within the picture", () => {
    expect(windowOf(1, { x: 10, y: 80 }, Field)).toEqual({ x: 0, y: 0, width: 160, height: 90 });
    expect(windowOf(2, { x: 150, y: 5 }, Field)).toEqual({ x: 80, y: 0, width: 80, height: 45 });
    expect(windowOf(2, { x: 80, y: 45 }, Field)).toEqual({ x: 40, y: 22.5, width: 80, height: 45 });
  });
});

describe("A link of the API", () => {
  test("leads to the screen with the same path; other addresses stay", () => {
    expect(linkTo("/channels/1?message=2")).toBe("/app/channels/1?message=2");
    expect(linkTo("/app/events/1")).toBe("/app/events/1");
    expect(linkTo("https://example.org/x")).toBe("https://example.org/x");
    expect(linkTo("//example.org/x")).toBe("//example.org/x");
  });
});
