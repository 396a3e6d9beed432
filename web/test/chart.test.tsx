import { render } from "preact";
import { expect, test } from "vitest";
import { Chart } from "../src/screens/organize/chart.js";
import { byDay, byQuarter, quarters, topOf } from "../src/screens/organize/series.js";

const days = (points: readonly { at: number; total: number }[]) =>
  points.map((one) => `${new Date(one.at).toISOString().slice(0, 10)} ${one.total}`);

test("Registrations add up by day: from zero, level where days are left out, until today", () => {
  const counts = [
    { date: "2026-05-03", count: 2 },
    { date: "2026-05-04", count: 1 },
    { date: "2026-05-09", count: 4 },
  ];
  expect(days(byDay(counts, "2026-05-12"))).toEqual([
    "2026-05-02 0",
    "2026-05-03 2",
    "2026-05-04 3",
    "2026-05-08 3",
    "2026-05-09 7",
    "2026-05-12 7",
  ]);
  expect(days(byDay(counts.slice(0, 1), "2026-05-03"))).toEqual(["2026-05-02 0", "2026-05-03 2"]);
  expect(byDay([], "2026-05-12")).toEqual([]);
});

test("Arrivals add up by the quarter of an hour", () => {
  const steps = quarters([
    { starts_at: "2026-05-03T18:00:00Z", count: 2 },
    { starts_at: "2026-05-03T18:15:00Z", count: 1 },
    { starts_at: "2026-05-03T19:00:00Z", count: 1 },
  ]);
  expect(steps.map((one) => [new Date(one.at).toISOString().slice(11, 16), one.count])).toEqual([
    ["18:15", 2],
    ["18:30", 1],
    ["19:15", 1],
  ]);
  expect(byQuarter(steps).map((one) => one.total)).toEqual([0, 2, 3, 3, 4]);
});

test("An axis ends at a round number whose half is whole", () => {
  expect([0, 1, 2, 3, 7, 9, 10, 11, 48, 100, 29_000].map(topOf)).toEqual([2, 2, 2, 4, 8, 10, 10, 20, 60, 100, 40_000]);
});

test("A chart says in words what it shows, and has its numbers as a table", () => {
  const root = document.body.appendChild(document.createElement("div"));
  const points = byDay(
    [
      { date: "2026-05-03", count: 3 },
      { date: "2026-05-04", count: 1 },
    ],
    "2026-05-06",
  );
  const when = (at: number) => new Date(at).toISOString().slice(5, 10);
  render(
    <Chart label="Registrations" points={points} amount={String} when={when}>
      <p>Table</p>
    </Chart>,
    root,
  );
  expect(root.querySelector("[role=img]")?.getAttribute("aria-label")).toBe("Registrations from 05-02 to 05-06: 4 in all");
  expect([...root.querySelectorAll(".chart-y bdi")].map((one) => one.textContent)).toEqual(["4", "2", "0"]);
  expect(root.querySelector(".chart-line")?.getAttribute("d")).toBe("M0.00 100.00L25.00 25.00L50.00 0.00L100.00 0.00");
  expect(root.querySelector("details")?.textContent).toContain("Table");
  render(null, root);
});

test("Of one or two steps there is no line: the numbers stand alone", () => {
  const root = document.body.appendChild(document.createElement("div"));
  const when = (at: number) => new Date(at).toISOString().slice(5, 10);
  const show = (...counts: number[]) => {
    const days = counts.map((count, index) => ({ date: `2026-05-0${index + 3}`, count }));
    render(
      <Chart label="Registrations" points={byDay(days, `2026-05-0${counts.length + 2}`)} amount={String} when={when}>
        <p>Table</p>
      </Chart>,
      root,
    );
    return [root.querySelector("[role=img], details") !== null, root.textContent?.includes("Table")];
  };
  expect(show(3)).toEqual([false, true]);
  expect(show(3, 1)).toEqual([false, true]);
  expect(show(3, 1, 2)).toEqual([true, true]);
  expect([...root.querySelectorAll(".chart-x span")].map((one) => one.textContent)).toEqual(["05-02", "05-04", "05-05"]);
  render(null, root);
});
