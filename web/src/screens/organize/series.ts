// Figures over time, added up for a line.

/** How many there were, or how much it was, since the moment before. */
export interface Step {
  /** Milliseconds since 1970. */
  at: number;
  count: number;
}

export interface Point {
  at: number;
  total: number;
}

const Day = 86_400_000;
/** Milliseconds: arrivals are counted by the quarter of an hour. */
const Quarter = 900_000;

/** Noon, so that it is the same day in most zones. */
export const noonOf = (date: string): number => Date.parse(`${date}T12:00:00Z`);

/** The total at the end of each step. Between two steps it stays as it is; the first begins at zero, and the last lasts until `end`. */
export function totals(steps: readonly Step[], length: number, end = 0): Point[] {
  const points: Point[] = [];
  let total = 0;
  for (const { at, count } of [...steps].sort((one, other) => one.at - other.at)) {
    if (points.at(-1)?.at !== at - length) {
      points.push({ at: at - length, total });
    }
    total += count;
    points.push({ at, total });
  }
  const last = points.at(-1);
  return last && last.at < end ? [...points, { at: end, total }] : points;
}

/** By days, those without any left out, until a day. */
export const byDay = (days: readonly { date: string; count: number }[], until: string): Point[] =>
  totals(
    days.map((one) => ({ at: noonOf(one.date), count: one.count })),
    Day,
    noonOf(until),
  );

/** Counts of quarters of an hour, by the end of each. */
export const quarters = (counts: readonly { starts_at: string; count: number }[]): Step[] =>
  counts.map((one) => ({ at: Date.parse(one.starts_at) + Quarter, count: one.count }));

export const byQuarter = (steps: readonly Step[]): Point[] => totals(steps, Quarter);

/** The end of an axis that has room for a number, with a round half: 2, 4, 6, 8, 10, 20, 40… */
export function topOf(most: number): number {
  const unit = 10 ** Math.max(0, Math.ceil(Math.log10(Math.max(1, most))) - 1);
  return [2, 4, 6, 8, 10].map((count) => count * unit).find((end) => end >= most) ?? most;
}
