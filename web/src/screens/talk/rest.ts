import type { Row } from "./rows.js";

/** Rows that are painted at once, and the others that follow in portions: a slow phone must not stand still for a page of them. */
const FirstRows = 6;
const MoreRows = 4;

/** How many rows are not painted yet, before and after those that are. */
export interface Rest {
  above: number;
  below: number;
}

export const Nothing: Rest = { above: 0, below: 0 };

/** At first: all but those at the end, or but the line above the first unread message and what follows it. */
export function restOf(rows: readonly Row[]): Rest {
  const line = rows.findIndex((row) => row.kind === "new");
  const above = Math.max(0, Math.min(rows.length - FirstRows, line < 0 ? rows.length : line - 1));
  return { above, below: Math.max(0, rows.length - above - FirstRows) };
}

/** What is left after the next portion: first what is read next, then what was read before. */
export const lessOf = ({ above, below }: Rest): Rest =>
  below > 0 ? { above, below: Math.max(0, below - MoreRows) } : { above: Math.max(0, above - MoreRows), below };
