// The service map: which service calls which, with rates, errors and the 95th percentile, from the spans in memory.
import { api, every, h, keep, link, milliseconds, select, serviceMark, table, tint, windows } from "../ui.js";

const spans = { "5m": 300, "15m": 900, "1h": 3600 };

export function open(root, _path, query) {
  let since = query.get("since") ?? "15m";
  let marked = null;
  const drawing = h("section", { class: "card graph", "aria-label": "Service map" });
  const note = h("p", { class: "count", role: "status" });
  const edges = table([
    { name: "From", value: edge => edge.from, show: edge => serviceMark(edge.from) }, { name: "To", value: edge => edge.to, show: edge => edge.kind === "http" || edge.kind === "messaging" ? serviceMark(edge.to) : h("span", { text: edge.to }) },
    { name: "By", value: edge => edge.kind }, { name: "Calls", value: edge => edge.count, number: true }, { name: "Failed", value: edge => edge.errors, number: true, show: edge => edge.errors ? h("a", { class: "failed", href: link(["traces"], { service: edge.from, error: "true" }), text: edge.errors }) : "" },
    { name: "p95", value: edge => edge.p95, number: true, show: edge => milliseconds(edge.p95) },
  ], "Calls between services", edge => JSON.stringify([edge.from, edge.to, edge.kind]), 3, true);
  root.append(h("header", { class: "bar" }, h("h1", { text: "Service map" }), select(windows, since, value => { since = value; keep(["map"], { since }); reading.now(); }, "Time"), note),
    h("div", { class: "column" }, drawing, h("section", { class: "card" }, edges.root)));

  async function read() {
    const map = await api("/api/map", { since });
    note.textContent = `${map.traces} traces in this time`;
    draw(drawing, map, spans[since]);
    edges.set(map.edges);
  }

  function draw(box, { nodes, edges: calls }, seconds) {
    const text = JSON.stringify([nodes, calls]);
    if (box.dataset.text === text) return;
    box.dataset.text = text;
    if (!nodes.length) { box.replaceChildren(h("p", { class: "empty", text: "No trace in this time." })); return; }
    const columns = ranks(nodes, calls);
    const tallest = Math.max(...columns.map(column => column.length));
    const width = 250, gap = 130, rowHeight = 92;
    const place = new Map();
    columns.forEach((column, x) => column.forEach((node, y) => place.set(node.name, { x: 10 + x * (width - 40 + gap), y: (tallest * rowHeight) * (y + 0.5) / column.length - 32 })));
    const svg = svgElement("svg", { viewBox: `0 0 ${columns.length * (width - 40 + gap) - gap + 60} ${tallest * rowHeight + 10}`, role: "img", "aria-label": "The table below has the same content." });
    const most = Math.max(...calls.map(call => call.count));
    const lines = calls.filter(call => place.has(call.from) && place.has(call.to)).map(call => {
      const a = place.get(call.from), b = place.get(call.to), w = width - 40;
      const back = b.x <= a.x;
      const d = back ? `M${a.x + w},${a.y + 26} C${a.x + w + 70},${a.y + 26} ${b.x + w + 70},${b.y + 44} ${b.x + w},${b.y + 44}` : `M${a.x + w},${a.y + 32} C${a.x + w + gap / 2},${a.y + 32} ${b.x - gap / 2},${b.y + 32} ${b.x},${b.y + 32}`;
      const line = svgElement("path", { d, class: `edge ${call.kind} ${call.errors ? "bad" : ""}`, "stroke-width": (1 + 3 * Math.sqrt(call.count / most)).toFixed(1) }, svgElement("title", {}, `${call.from} → ${call.to} by ${call.kind}: ${call.count} calls, ${call.errors} failed, p95 ${milliseconds(call.p95)}`));
      line.ends = [call.from, call.to];
      return line;
    });
    svg.append(...lines);
    for (const node of nodes) {
      const { x, y } = place.get(node.name);
      const group = svgElement("g", { class: `node ${node.kind}`, transform: `translate(${x},${y})` }, svgElement("rect", { width: width - 40, height: 64, rx: 10 }),
        svgElement("text", { x: 14, y: 25, class: "title" }, node.name.length > 24 ? `${node.name.slice(0, 23)}…` : node.name),
        svgElement("text", { x: 14, y: 46, class: "note" }, `${(node.count / seconds).toFixed(2)}/s · p95 ${milliseconds(node.p95)}`, node.errors ? svgElement("tspan", { class: "failed" }, ` · ${node.errors} ✕`) : ""));
      if (node.kind === "service") tint(group, node.name);
      group.addEventListener("mouseenter", () => mark(node.name));
      group.addEventListener("mouseleave", () => mark(null));
      if (node.kind === "service") group.addEventListener("click", () => { location.hash = link(["traces"], { service: node.name }); });
      svg.append(group);
    }
    function mark(name) {
      marked = name;
      svg.classList.toggle("marking", Boolean(name));
      lines.forEach(line => line.classList.toggle("marked", line.ends.includes(marked)));
    }
    box.replaceChildren(svg);
  }

  const reading = every(4, read);
  return reading;
}

// Callers stand before those they call; databases and other hosts come last. Messages go in circles and do not count.
function ranks(nodes, calls) {
  const rank = new Map(nodes.map(node => [node.name, 0]));
  const outside = new Set(nodes.filter(node => node.kind !== "service").map(node => node.name));
  const direct = calls.filter(call => call.kind === "http" && !outside.has(call.to));
  for (let turn = 0; turn < nodes.length; turn++) {
    for (const call of direct) {
      if (rank.get(call.to) <= rank.get(call.from) && rank.get(call.from) < 2) rank.set(call.to, rank.get(call.from) + 1);
    }
  }
  if (rank.has("gateway")) for (const [name, value] of rank) if (value === 0 && name !== "gateway" && !outside.has(name)) rank.set(name, 1);
  const last = Math.max(...nodes.filter(node => node.kind === "service").map(node => rank.get(node.name)), 0) + 1;
  for (const name of outside) rank.set(name, last);
  const columns = [];
  for (const node of nodes) (columns[rank.get(node.name)] ??= []).push(node);
  return columns.filter(Boolean);
}

function svgElement(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
