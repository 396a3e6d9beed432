import "./chart.css";
import type { ComponentChildren } from "preact";
import { TableBox } from "../../parts/table-box.js";
import { type Point, topOf } from "./series.js";
import { organizeWords } from "./words.js";

/** Points from which on a line says more than the numbers alone: zero, and three steps. */
const Least = 4;

/** The chart's own units in each direction: it is stretched to its place. */
const Size = 100;

/** A total over time. The same is in the table beside it, which stands alone where there is little to draw. */
export function Chart({
  label,
  points,
  amount,
  when,
  children,
}: {
  label: string;
  points: readonly Point[];
  amount: (total: number) => string;
  when: (at: number) => string;
  /** The table. */
  children: ComponentChildren;
}) {
  const texts = organizeWords.value;
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) {
    return null;
  }
  if (points.length < Least) {
    return <>{children}</>;
  }
  const top = topOf(last.total);
  const x = (at: number) => ((at - first.at) / Math.max(1, last.at - first.at)) * Size;
  const y = (total: number) => Size - (total / top) * Size;
  // The middle of a short time may have the name of an end.
  const axis = new Set([first.at, (first.at + last.at) / 2, last.at].map(when));
  const line = points.map(({ at, total }) => `${x(at).toFixed(2)} ${y(total).toFixed(2)}`).join("L");
  return (
    <>
      <div class="chart">
        <div class="chart-y" aria-hidden="true">
          {[top, top / 2, 0].map((total) => (
            <bdi key={total}>{amount(total)}</bdi>
          ))}
        </div>
        <svg
          viewBox={`0 0 ${Size} ${Size}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={texts.chart(label, amount(last.total), when(first.at), when(last.at))}
        >
          <path class="chart-grid" d={`M0 0H${Size}M0 ${Size / 2}H${Size}M0 ${Size}H${Size}`} />
          <path class="chart-area" d={`M0 ${Size}L${line}V${Size}Z`} />
          <path class="chart-line" d={`M${line}`} />
        </svg>
        <div class="chart-x" aria-hidden="true">
          {[...axis].map((text) => (
            <span key={text}>{text}</span>
          ))}
        </div>
      </div>
      <details>
        <summary>{texts.asTable}</summary>
        {children}
      </details>
    </>
  );
}

/** Names and numbers, one below the other. */
export function Numbers({ head, rows }: { head: readonly [string, string]; rows: readonly (readonly [string, string])[] }) {
  return (
    <TableBox label={head.join(", ")}>
      <table>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, number]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                <bdi>{number}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}
