// Pictures with places in them, by which one goes from one to the next: the network, the map.
export interface Place {
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
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

/** The part of a picture of this size that is seen: all of it at 1, the half of each side at 2, never beyond its edges. */
export function windowOf(zoom: number, middle: Place, whole: Size): Place & Size {
  const [width, height] = [whole.width / zoom, whole.height / zoom];
  return {
    x: Math.min(Math.max(0, middle.x - width / 2), whole.width - width),
    y: Math.min(Math.max(0, middle.y - height / 2), whole.height - height),
    width,
    height,
  };
}

/** What is seen of a picture: how near it is, and the place in its middle. */
export interface View {
  zoom: number;
  middle: Place;
}

/**
 * The view after the place that was under a hand at `from` has come under it at `to`, and the picture nearer by a factor: a drag, a pinch,
 * a turn of the wheel. `from` and `to` are parts of the view: 0 is its left or upper edge, 1 the other one.
 */
export function held(view: View, from: Place, to: Place, factor: number, whole: Size, most: number): View {
  const seen = windowOf(view.zoom, view.middle, whole);
  const zoom = Math.min(most, Math.max(1, view.zoom * factor));
  const middleOf = (start: number, length: number, full: number, before: number, after: number) =>
    start + before * length + (0.5 - after) * (full / zoom);
  const next = windowOf(
    zoom,
    {
      x: middleOf(seen.x, seen.width, whole.width, from.x, to.x),
      y: middleOf(seen.y, seen.height, whole.height, from.y, to.y),
    },
    whole,
  );
  return { zoom, middle: { x: next.x + next.width / 2, y: next.y + next.height / 2 } };
}
