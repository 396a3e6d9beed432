// uPlot in the colours of the theme, as wide as its box.
import uPlot from "/vendor/uPlot.js";
import { amount, h } from "./ui.js";

const hues = [215, 28, 150, 340, 275, 190, 55, 0, 120, 250];

/** Draws lines over time into `box`. Lines: { label, values }. `onpick(exemplar)` makes exemplars dots that can be clicked. */
export function chart(box, { times, lines, unit, exemplars = [], height = 300, onpick }) {
  box.querySelector(".uplot")?.remove();
  const style = getComputedStyle(box);
  const soft = style.getPropertyValue("--soft").trim(), line = style.getPropertyValue("--line").trim();
  const dark = style.getPropertyValue("--is-dark").trim() === "1";
  const axis = { stroke: soft, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 }, font: "12px system-ui, sans-serif" };
  const plot = new uPlot({
    width: Math.max(200, box.clientWidth), height, cursor: { y: false }, legend: { live: true },
    scales: { x: { time: true }, y: { range: (_, low, high) => [Math.min(0, low ?? 0), (high || 1) * 1.1] } },
    axes: [{ ...axis, values: (_, times) => times.map(time => new Date(time * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })) }, { ...axis, size: 70, values: (_, values) => values.map(value => amount(value, unit)) }],
    series: [{ value: (_, value) => value ? new Date(value * 1000).toLocaleTimeString() : "–" }, ...lines.map((one, index) => ({
      label: one.label, width: 2, spanGaps: false, points: { show: false }, value: (_, value) => amount(value, unit),
      stroke: `hsl(${hues[index % hues.length]} ${dark ? "75% 65%" : "70% 42%"})`,
    }))],
    hooks: {
      draw: [self => {
        const context = self.ctx;
        context.save();
        context.fillStyle = `hsl(275 70% ${dark ? 75 : 50}%)`;
        for (const exemplar of exemplars) {
          const x = self.valToPos(exemplar.time, "x", true), y = self.valToPos(exemplar.value, "y", true);
          if (x < self.bbox.left || x > self.bbox.left + self.bbox.width || y < self.bbox.top) continue;
          context.beginPath();
          context.arc(x, y, 4 * devicePixelRatio, 0, 2 * Math.PI);
          context.fill();
        }
        context.restore();
      }],
    },
  }, [times, ...lines.map(one => one.values)], box);
  if (onpick) plot.over.addEventListener("click", event => {
    const near = exemplars.map(exemplar => ({ exemplar, far: Math.hypot(plot.valToPos(exemplar.time, "x") - event.offsetX, plot.valToPos(exemplar.value, "y") - event.offsetY) })).sort((a, b) => a.far - b.far)[0];
    if (near?.far < 10) onpick(near.exemplar);
  });
  return plot;
}

/** The same values as a table, for readers who do not see a chart. Newest first. */
export function values({ times, lines, unit }) {
  return h("table", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col", text: "Time" }), lines.map(line => h("th", { class: "number", scope: "col", text: line.label })))),
    h("tbody", {}, times.map((time, index) => ({ time, index })).reverse().map(({ time, index }) => h("tr", {}, h("td", { text: new Date(time * 1000).toLocaleTimeString() }), lines.map(line => h("td", { class: "number", text: amount(line.values[index], unit) }))))));
}
