import type { Place } from "../../parts/plane.js";
import { type Dot, Field, rings } from "./graph.js";

/** Steps until the picture is at rest. */
const Steps = 160;
/** The space round the dots at the edge of the field. */
const Edge = 5;
/** How strongly people who know each other draw each other near, and all are drawn to the ring of their distance. */
const Near = 0.15;
const Ring = 0.1;
/** Units of the field that people keep from each other at most, and how many such spaces away they no longer matter. */
const Space = 9;
const Reach = 2.5;

interface Moving extends Place {
  id: string;
  isFixed: boolean;
  /** The way from the middle that its ring has. */
  far: number;
  dx: number;
  dy: number;
}

/**
 * Places people so that those who know each other are near, beginning with the rings, the middle fixed. Equal people have equal places. It pauses
 * after each step, for a caller that has other things to do.
 */
export function* placed(dots: readonly Dot[], edges: readonly (readonly [string, string])[]): Generator<void, Map<string, Place>> {
  const start = rings(dots);
  const all: Moving[] = dots.flatMap(({ id, distance }) => {
    const home = start.get(id);
    return home ? [{ id, isFixed: distance === 0, far: wayOf(home), ...home, dx: 0, dy: 0 }] : [];
  });
  const byId = new Map(all.map((one) => [one.id, one]));
  const ties = edges.flatMap(([one, other]) => {
    const [from, until] = [byId.get(one), byId.get(other)];
    // All of the first ring know the middle: that places none of them.
    return from && until && !from.isFixed && !until.isFixed ? [[from, until] as const] : [];
  });
  const space = Math.min(Space, 0.8 * Math.sqrt((Field.width * Field.height) / all.length));
  for (let step = 0; step < Steps; step++) {
    driveApart(all, space);
    for (const [one, other] of ties) {
      const [x, y] = [(other.x - one.x) * Near, (other.y - one.y) * Near];
      push(one, x, y);
      push(other, -x, -y);
    }
    move(all, 1 - step / Steps);
    yield;
  }
  return new Map(all.map(({ id, x, y }) => [id, { x, y }]));
}

const push = (one: Moving, x: number, y: number) => {
  one.dx += x;
  one.dy += y;
};

function driveApart(all: readonly Moving[], space: number): void {
  for (let index = 0; index < all.length; index++) {
    for (let next = index + 1; next < all.length; next++) {
      const [one, other] = [all[index] as Moving, all[next] as Moving];
      // Two in one place part by their order.
      const [x, y] = [one.x - other.x || 0.01, one.y - other.y];
      const far = Math.hypot(x, y);
      if (far < Reach * space) {
        const force = (space / far) ** 2 / 2;
        push(one, x * force, y * force);
        push(other, -x * force, -y * force);
      }
    }
  }
}

const Middle = { x: Field.width / 2, y: Field.height / 2 };

/** From the middle, 1 at the edges of the field. */
const wayOf = ({ x, y }: Place) => Math.hypot((x - Middle.x) / Middle.x, (y - Middle.y) / Middle.y);

const within = (value: number, most: number) => Math.min(most - Edge, Math.max(Edge, value));

/** `heat`: from 1, at the beginning, to 0. It bounds the way of a step. */
function move(all: readonly Moving[], heat: number): void {
  for (const one of all) {
    const pull = Ring * (one.far / Math.max(0.05, wayOf(one)) - 1);
    const [x, y] = [one.dx + (one.x - Middle.x) * pull, one.dy + (one.y - Middle.y) * pull];
    const part = Math.min(1, (4 * heat) / Math.max(0.001, Math.hypot(x, y)));
    if (!one.isFixed) {
      one.x = within(one.x + x * part, Field.width);
      one.y = within(one.y + y * part, Field.height);
    }
    one.dx = 0;
    one.dy = 0;
  }
}

/** Milliseconds that work may take before the page has its turn. */
const Slice = 12;

/** Does work in slices, so that keys and clicks are heard meanwhile. Undefined: it was no longer wanted. */
export async function inSlices<T>(work: Generator<void, T>, signal: AbortSignal, now = () => performance.now()): Promise<T | undefined> {
  for (let end = now() + Slice; !signal.aborted; ) {
    const { done, value } = work.next();
    if (done) {
      return value as T;
    }
    if (now() >= end) {
      await new Promise((go) => setTimeout(go));
      end = now() + Slice;
    }
  }
  return undefined;
}
