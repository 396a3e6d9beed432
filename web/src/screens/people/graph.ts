import type { Place } from "../../parts/plane.js";

/** The size of the picture. */
export const Field = { width: 160, height: 90 };

/** A person of the picture. */
export interface Dot {
  id: string;
  /** Steps from the middle: 0 is the middle itself. */
  distance: number;
}

/** Places people on rings round the middle, by their steps, in the field. Those of one ring stand apart evenly. */
export function rings(dots: readonly Dot[]): Map<string, Place> {
  const places = new Map<string, Place>();
  const most = Math.max(1, ...dots.map((dot) => dot.distance));
  for (let distance = 0; distance <= most; distance++) {
    const ring = dots.filter((dot) => dot.distance === distance);
    ring.forEach((dot, index) => {
      const angle = (2 * Math.PI * index) / ring.length + distance * 0.7;
      const part = distance / most;
      places.set(dot.id, { x: 80 + 70 * part * Math.cos(angle), y: 45 + 37 * part * Math.sin(angle) });
    });
  }
  return places;
}
