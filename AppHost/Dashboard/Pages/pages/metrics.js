// Metrics: the tree of meters and instruments; a chart or a table by dimension; percentiles; exemplars that lead to traces.
import { chart, values } from "../chart.js";
import { amount, api, attempt, clock, every, field, go, h, keep, link, select, settled, windows } from "../ui.js";

export function open(root, path, query) {
  let [meter, name] = path;
  const state = { service: query.get("service") ?? "", by: query.get("by") ?? "", view: query.get("view") ?? "", since: query.get("since") ?? "15m", show: query.get("show") ?? "", attribute: query.getAll("attribute") };
  let tree = [];
  let text = "";
  let instrument = null;
  let last = null;

  const search = h("input", { type: "search", placeholder: "Find an instrument", "aria-label": "Find an instrument", oninput: settled(() => { text = search.value.toLowerCase(); drawTree(); }) });
  const branches = h("div", { class: "scroll", role: "group", "aria-label": "Instruments" });
  const title = h("div", { class: "heading" });
  const controls = h("div", { class: "controls" });
  const dimensions = h("div", { class: "dimensions" });
  const box = h("div", { class: "chart" });
  const grid = h("div", { class: "grid" });
  const traces = h("div", { class: "exemplars" });
  let paused = false;
  const pause = h("button", { type: "button", "aria-pressed": "false", onclick: () => { paused = !paused; pause.setAttribute("aria-pressed", paused); pause.textContent = paused ? "Go on" : "Pause"; }, text: "Pause" });
  root.append(h("header", { class: "bar" }, h("h1", { text: "Metrics" }), title, pause),
    h("div", { class: "split metrics-split" }, h("section", { class: "card tree" }, search, branches), h("section", { class: "card grow scroll padded" }, controls, box, grid, dimensions, traces)));

  const remember = () => keep(["metrics", ...(name ? [meter, name] : [])], state);

  function drawTree() {
    const chosen = tree.filter(item => (!text || `${item.meter} ${item.name}`.toLowerCase().includes(text)) && (!state.service || item.services.includes(state.service)));
    const groups = Map.groupBy(chosen, item => item.meter);
    branches.replaceChildren(...[...groups].map(([group, items]) => h("details", { open: true }, h("summary", { text: group }),
      h("ul", {}, items.map(item => h("li", {}, h("a", { href: link(["metrics", item.meter, item.name], state.service ? { service: state.service } : {}), "aria-current": item.meter === meter && item.name === name ? "true" : null, title: item.description, text: item.name })))))));
    if (!chosen.length) branches.replaceChildren(h("p", { class: "empty", text: tree.length ? "No instrument matches." : "No metric has arrived yet. They come every ten seconds." }));
  }

  function change(values) { Object.assign(state, values); remember(); drawControls(); if ("service" in values) drawTree(); if (paused) attempt(read); else reading.now(); }

  function drawControls() {
    if (!instrument) { controls.replaceChildren(h("p", { class: "empty", text: "Choose an instrument." })); return; }
    title.replaceChildren(h("p", {}, h("b", { text: instrument.name }), instrument.unit ? h("code", { text: ` ${instrument.unit}` }) : "", ` ${instrument.description}`));
    const keys = Object.keys(instrument.dimensions);
    controls.replaceChildren(
      field("Time", select(windows, state.since, since => change({ since }))),
      field("Resource", select([["", "all"], ...instrument.services], state.service, service => change({ service }))),
      field("A line for each", select([["", "(one line)"], ["service", "resource"], ...keys], state.by, by => change({ by }))),
      instrument.kind === "histogram" ? field("Value", select([["", "percentiles"], ["count", "count per second"]], state.view, view => change({ view }))) : "",
      field("As", select([["", "chart"], ["table", "table"]], state.show, show => change({ show }))));
    dimensions.replaceChildren(...(keys.length ? [h("h2", { text: "Dimensions" })] : []), ...keys.map(key => {
      const current = state.attribute.find(text => text.startsWith(`${key}=`))?.slice(key.length + 1) ?? "";
      return field(key, select([["", `all ${instrument.dimensions[key].length}`], ...instrument.dimensions[key].map(value => [value, value || "(empty)"])], current,
        value => change({ attribute: [...state.attribute.filter(text => !text.startsWith(`${key}=`)), ...(value ? [`${key}=${value}`] : [])] })));
    }));
  }

  function draw() {
    if (!last) return;
    const unit = last.instrument.kind === "histogram" && state.view === "count" || last.instrument.kind === "counter" ? (last.instrument.unit === "By" ? "By" : "") : last.instrument.unit;
    const data = { times: last.times, lines: last.lines, unit };
    box.hidden = state.show === "table";
    grid.replaceChildren(...(state.show === "table" ? [values(data)] : []));
    const dots = state.view === "count" || last.instrument.kind !== "histogram" ? [] : last.exemplars;
    if (!box.hidden) chart(box, { ...data, exemplars: dots, onpick: exemplar => go(["traces", exemplar.trace_id], { span: exemplar.span_id }) });
    const ordered = [...dots].sort((a, b) => b.value - a.value);
    const worst = ordered.filter((dot, index) => ordered.findIndex(other => other.trace_id === dot.trace_id) === index).slice(0, 8);
    traces.replaceChildren(...(worst.length ? [h("h2", { text: "Slowest measured traces" }), h("ul", {}, worst.map(exemplar => h("li", {}, h("a", { href: link(["traces", exemplar.trace_id], { span: exemplar.span_id }), text: `${amount(exemplar.value, unit)} at ${clock(exemplar.time * 1000)}` }))))] : []));
  }

  async function read() {
    if (!instrument) return;
    last = await api("/api/metrics/data", { meter, name, service: state.service, by: state.by, view: state.view, since: state.since, attribute: state.attribute });
    instrument = last.instrument;
    draw();
  }

  async function refresh() {
    if (paused && last) return;
    const items = (await api("/api/metrics")).items;
    const key = JSON.stringify(items.map(item => [item.meter, item.name]));
    if (tree.key !== key) {
      tree = items;
      tree.key = key;
      // The way in from another page names no instrument: begin with the requests.
      if (!name && tree.some(item => item.name === "http.server.request.duration")) {
        ({ meter, name } = tree.find(item => item.name === "http.server.request.duration"));
        remember();
      }
      drawTree();
    }
    const found = tree.find(item => item.meter === meter && item.name === name) ?? null;
    if (!instrument && found) { instrument = found; drawControls(); }
    await read();
  }

  const redraw = settled(draw, 100);
  const size = new ResizeObserver(redraw);
  size.observe(box);
  document.addEventListener("theme", redraw);
  drawControls();
  const reading = every(5, refresh);
  return () => { reading(); size.disconnect(); document.removeEventListener("theme", redraw); };
}
