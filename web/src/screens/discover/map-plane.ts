// A map without tiles: where events are to each other. No outlines: those that are small enough to ship are kilometres off, and would
// put the pins of a coast into the sea.
import type { Place } from "../../parts/plane.js";

/** The size of the map; pins stay off its edge, with room for a name above them. */
export const Field = { width: 400, height: 300 };
const Edge = 48;
const KilometresPerDegree = 111.2;
/** Kilometres that are seen at least, so that one event is not a point without a place. */
const Least = 2;

export interface Spot {
  id: string;
  latitude: number;
  longitude: number;
}

/** Places spots on the field, north up, as far apart as it allows. `scale`: kilometres of a unit, at the middle latitude. */
export function spread(spots: readonly Spot[]): { places: Map<string, Place>; scale: number } {
  const middle = (values: number[]) => (Math.min(...values) + Math.max(...values)) / 2;
  const span = (values: number[]) => Math.max(...values) - Math.min(...values);
  const [down, along] = [spots.map((spot) => spot.latitude), spots.map((spot) => spot.longitude)];
  const latitude = middle(down);
  // A degree to the east is shorter, the farther one is from the equator.
  const narrow = Math.cos((latitude * Math.PI) / 180);
  const degrees = Math.max(
    (span(along) * narrow) / (Field.width - 2 * Edge),
    span(down) / (Field.height - 2 * Edge),
    Least / KilometresPerDegree / Field.width,
  );
  return {
    scale: degrees * KilometresPerDegree,
    places: new Map(
      spots.map((spot) => [
        spot.id,
        {
          x: Field.width / 2 + ((spot.longitude - middle(along)) * narrow) / degrees,
          y: Field.height / 2 - (spot.latitude - latitude) / degrees,
        },
      ]),
    ),
  };
}

export interface Pin extends Place {
  ids: string[];
}

/** One pin for those that would cover each other: nearer than `least` to the first of them. */
export function gather(places: ReadonlyMap<string, Place>, least: number): Pin[] {
  const pins: Pin[] = [];
  for (const [id, { x, y }] of places) {
    const pin = pins.find((one) => Math.hypot(one.x - x, one.y - y) < least);
    if (pin) {
      pin.ids.push(id);
    } else {
      pins.push({ x, y, ids: [id] });
    }
  }
  return pins;
}

/** The longest of 1, 2, 5, 10, 20, … kilometres (or of 0.1, 0.2, …) that is not longer than `most`. */
export function roundLength(most: number): number {
  const ten = 10 ** Math.floor(Math.log10(most));
  return (most >= 5 * ten ? 5 : most >= 2 * ten ? 2 : 1) * ten;
}
