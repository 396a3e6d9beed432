import { describe, expect, test } from "vitest";
import { MostZoom, middle, moved, partOf, settled } from "../src/parts/crop-geometry.js";

describe("The part of a picture that is kept", () => {
  test("fills the frame, from the middle of the picture", () => {
    expect(partOf(400, 200, 1, middle)).toEqual({ x: 100, y: 0, width: 200, height: 200 });
    expect(partOf(200, 400, 1.6, middle)).toEqual({ x: 0, y: 137.5, width: 200, height: 125 });
  });

  test("is smaller when the picture is enlarged", () => {
    expect(partOf(400, 200, 1, { ...middle, zoom: 2 })).toEqual({ x: 150, y: 50, width: 100, height: 100 });
  });

  test("never leaves the picture", () => {
    const far = moved(400, 200, 1, middle, 10, 10);
    expect(partOf(400, 200, 1, far)).toEqual({ x: 200, y: 0, width: 200, height: 200 });
    // One step back shows at once, however often the edge was pushed.
    expect(partOf(400, 200, 1, moved(400, 200, 1, far, -0.25, 0)).x).toBe(150);
  });

  test("has a zoom within its limits", () => {
    expect(settled(400, 200, 1, { ...middle, zoom: 0.2 }).zoom).toBe(1);
    expect(settled(400, 200, 1, { ...middle, zoom: 99 }).zoom).toBe(MostZoom);
  });
});
