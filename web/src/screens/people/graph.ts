/** A person of the picture. */
export interface Dot {
  id: string;
  /** Steps from the middle: 0 is the middle itself. */
  distance: number;
}

/** Places people on rings round the middle, by their steps, in a field of 160 × 90. Those of one ring stand apart evenly. */
export function rings(dots: readonly Dot[]): Map<string, { x: number; y: number }> {
  const places = new Map<string, { x: number; y: number }>();
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

export interface Place {
  x: number;
  y: number;
}

/** How much farther a place seems that is aside of the direction, and the least way in the direction. */
const Aside = 1.5;
const Least = 0.01;

/** The nearest place in the direction of an arrow key; undefined: there is none. */
export function toward(from: Place, key: string, places: ReadonlyMap<string, Place>): string | undefined {
  const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key];
  if (!step) {
    return undefined;
  }
  const [right = 0, down = 0] = step;
  let best: { id: string; far: number } | undefined;
  for (const [id, { x, y }] of places) {
    const along = (x - from.x) * right + (y - from.y) * down;
    const aside = Math.abs((x - from.x) * down) + Math.abs((y - from.y) * right);
    const far = Math.hypot(x - from.x, y - from.y) + Aside * aside;
    if (along > Least && (!best || far < best.far)) {
      best = { id, far };
    }
  }
  return best?.id;
}

/** The part of the picture that is seen: all of it at 1, the half of each side at 2, never beyond its edges. */
export function windowOf(zoom: number, middle: Place): { x: number; y: number; width: number; height: number } {
  const [width, height] = [160 / zoom, 90 / zoom];
  return {
    x: Math.min(Math.max(0, middle.x - width / 2), 160 - width),
    y: Math.min(Math.max(0, middle.y - height / 2), 90 - height),
    width,
    height,
  };
}
