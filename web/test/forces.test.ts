import { expect, test } from "vitest";
import { inSlices, placed } from "../src/screens/people/forces.js";
import { Field } from "../src/screens/people/graph.js";

/** People round one person. Each knows the one who is opposite of them on the ring. */
const count = 24;
const dots = [{ id: "me", distance: 0 }, ...Array.from({ length: count }, (_, index) => ({ id: `${index}`, distance: 1 }))];
const edges = dots.slice(1).flatMap(({ id }) => [["me", id] as const, [id, `${(Number(id) + count / 2) % count}`] as const]);
const never = new AbortController().signal;

test("People who know each other are nearer than others, all in the field, and none in the place of another", async () => {
  const places = (await inSlices(placed(dots, edges), never)) ?? new Map();
  const far = (one: string, other: string) => Math.hypot(places.get(one).x - places.get(other).x, places.get(one).y - places.get(other).y);
  const mean = (step: number) => dots.slice(1).reduce((sum, { id }) => sum + far(id, `${(Number(id) + step) % count}`), 0) / count;
  expect(mean(count / 2)).toBeLessThan(mean(count / 4));
  expect(places.get("me")).toEqual({ x: Field.width / 2, y: Field.height / 2 });
  for (const [id, { x, y }] of places) {
    expect(x >= 0 && x <= Field.width && y >= 0 && y <= Field.height).toBe(true);
    expect(dots.every((other) => other.id === id || far(id, other.id) > 3)).toBe(true);
  }
});

test("The page has its turn after each slice of the work, and work that is not wanted ends", async () => {
  let time = 0;
  let turns = 0;
  const timer = setInterval(() => turns++);
  const end = new AbortController();
  const steps = function* () {
    for (let step = 0; step < 10; step++) {
      time += 8;
      yield;
    }
    return "done";
  };
  expect(await inSlices(steps(), end.signal, () => time)).toBe("done");
  expect(turns).toBeGreaterThan(0);
  clearInterval(timer);
  end.abort();
  expect(await inSlices(steps(), end.signal, () => time)).toBeUndefined();
});
