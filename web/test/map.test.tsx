import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EventMap } from "../src/screens/discover/map.js";
import { Field, gather, roundLength, spread } from "../src/screens/discover/map-plane.js";
import { apply, type Event } from "../src/store/store.js";

describe("The map of events", () => {
  const creek = { id: "creek", latitude: 25.26, longitude: 55.3 };
  const quoz = { id: "quoz", latitude: 25.14, longitude: 55.23 };

  test("has north above and east on the right hand, and says how far apart things are", () => {
    const { places, scale } = spread([creek, quoz]);
    const [north, south] = [places.get("creek"), places.get("quoz")];
    expect(north && south && north.y < south.y && north.x > south.x).toBe(true);
    const apart = Math.hypot((north?.x ?? 0) - (south?.x ?? 0), (north?.y ?? 0) - (south?.y ?? 0)) * scale;
    expect(apart).toBeCloseTo(15.1, 1);
    for (const { x, y } of places.values()) {
      expect(x >= 0 && x <= Field.width && y >= 0 && y <= Field.height).toBe(true);
    }
  });

  test("has one event in its middle, with two kilometres around", () => {
    const { places, scale } = spread([creek]);
    expect(places.get("creek")).toEqual({ x: 200, y: 150 });
    expect(scale * Field.width).toBeCloseTo(2);
  });

  test("has one pin for what would cover each other", () => {
    const places = new Map([
      ["a", { x: 10, y: 10 }],
      ["b", { x: 14, y: 10 }],
      ["c", { x: 40, y: 10 }],
    ]);
    expect(gather(places, 8)).toEqual([
      { x: 10, y: 10, ids: ["a", "b"] },
      { x: 40, y: 10, ids: ["c"] },
    ]);
    expect(gather(places, 3).map((pin) => pin.ids)).toEqual([["a"], ["b"], ["c"]]);
  });

  test("has a scale of a round length", () => {
    expect([0.34, 1, 4.9, 7, 23, 180].map(roundLength).map((one) => Number(one.toFixed(3)))).toEqual([0.2, 1, 2, 5, 20, 100]);
  });
});

describe("The picture of the map", () => {
  const event = (id: string, latitude: number | null, longitude: number | null): Event =>
    ({
      id,
      name: `Event ${id}`,
      latitude,
      longitude,
      location_city: "Dubai",
      location_name: null,
      start_datetime: "2026-12-04T15:00:00Z",
      time_zone: "Asia/Dubai",
      price_cents: 0,
      currency: "AED",
      distance_km: null,
    }) as Event;
  // Two that are a few metres apart, one to the east of them, and one whose place is not known.
  const all = [event("a", 25.1, 55.1), event("b", 25.1001, 55.1), event("c", 25.1, 55.3), event("d", null, null)];
  const pin = (id: string) => document.querySelector<HTMLElement>(`[data-pin="${id}"]`);
  const listed = () => [...document.querySelectorAll(".map-list li a")].map((link) => link.textContent);

  beforeEach(async () => {
    apply(all.map((one) => ({ kind: "event", event: one })));
    await act(() => render(<EventMap ids={all.map(({ id }) => id)} near={undefined} />, document.body));
  });
  afterEach(() => render(null, document.body));

  test("leads to an event by a pin, narrows the list by a pin of several, and says what it cannot show", async () => {
    expect(pin("c")?.getAttribute("href")).toBe("/app/events/c");
    expect(pin("a")?.textContent).toBe("2");
    expect(listed()).toEqual(["Event a", "Event b", "Event c"]);
    expect(document.body.textContent).toContain("1 event has no position.");
    await act(() => pin("a")?.click());
    expect(listed()).toEqual(["Event a", "Event b"]);
  });

  test("is one stop of the Tab key, and the arrows go from pin to pin", async () => {
    expect([...document.querySelectorAll(".map-pin")].map((one) => (one as HTMLElement).tabIndex)).toEqual([0, -1]);
    pin("a")?.focus();
    await act(() => {
      pin("a")?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
    });
    expect(document.activeElement).toBe(pin("c"));
    await act(() => {
      pin("c")?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true }));
    });
    expect(document.activeElement).toBe(pin("a"));
  });
});
