// The list of traces with its filters, and one trace: a waterfall coloured by resource, a pane for a span, the logs of the trace.
import { api, attempt, clock, every, facts, go, h, keep, link, milliseconds, pane, RowList, select, serviceMark, settled, timeFilter, tint } from "../ui.js";

export const open = (root, [id], query) => id ? openOne(root, id, query) : openList(root, query);

function openList(root, query) {
  const names = ["service", "route", "name", "min_ms", "error", "since", "until"];
  const filter = { ...Object.fromEntries(names.map(name => [name, query.get(name) ?? ""])), attribute: query.getAll("attribute") };
  let arrived = -1;
  let paused = false;
  let longest = 1;
  const services = new Set(filter.service ? [filter.service] : []);

  const list = new RowList({
    label: "Traces", columns: ["Time", "Name", "Spans by resource", "Duration"], key: trace => trace.trace_id, height: 34,
    empty: "No trace matches. A trace arrives a second after its request.",
    row: trace => [h("time", { text: clock(trace.start) }),
      h("span", { class: "message" }, trace.errors ? h("span", { class: "failed", title: `${trace.errors} spans failed`, "aria-label": "failed", text: "✕ " }) : null, h("a", { href: link(["traces", trace.trace_id]), text: trace.name }), h("small", { text: ` ${trace.trace_id.slice(0, 8)}` })),
      h("span", { class: "shares" }, trace.services.map(share => tint(h("span", { class: "share", title: `${share.service}: ${share.spans} spans` }, share.service, h("b", { text: share.spans })), share.service))),
      durationBar(trace.duration_ms)],
    open: trace => go(["traces", trace.trace_id]),
  });
  function durationBar(value) {
    const bar = h("i", { class: "bar", "aria-hidden": "true" });
    // Logarithmic: from a microsecond to a minute, each is still told from its neighbours.
    bar.style.inlineSize = `${Math.min(100, Math.max(2, 100 * Math.log1p(value * 10) / Math.log1p(longest * 10)))}%`;
    return h("span", { class: "duration" }, h("span", { text: milliseconds(value) }), bar);
  }

  const search = h("input", { type: "search", placeholder: "Span name", "aria-label": "Span name", value: filter.name, oninput: settled(() => change({ name: search.value })) });
  const route = h("input", { type: "text", placeholder: "/events/{id}", "aria-label": "Route", value: filter.route, onchange: () => change({ route: route.value.trim() }) });
  const least = h("input", { type: "number", min: "0", step: "any", placeholder: "ms at least", "aria-label": "Milliseconds at least", value: filter.min_ms, oninput: settled(() => change({ min_ms: least.value })) });
  const attribute = h("input", { type: "text", placeholder: "attribute=value", "aria-label": "Attribute filter: name, name=value or name!=value", onkeydown: event => {
    if (event.key === "Enter" && attribute.value.trim()) { change({ attribute: [...filter.attribute, attribute.value.trim()] }); attribute.value = ""; }
  } });
  const picker = h("select", { "aria-label": "Resource", onchange: () => change({ service: picker.value }) });
  const pause = h("button", { type: "button", "aria-pressed": "false", onclick: () => { paused = !paused; pause.setAttribute("aria-pressed", paused); pause.textContent = paused ? "Go on" : "Pause"; }, text: "Pause" });
  const chips = h("div", { class: "chips" });
  const count = h("p", { class: "count", role: "status" });
  root.append(h("header", { class: "bar" }, h("h1", { text: "Traces" }), picker, select([["", "All results"], ["true", "Failed"], ["false", "Not failed"]], filter.error, error => change({ error }), "Result"),
    timeFilter(filter, change), search, route, least, attribute),
  h("div", { class: "subbar" }, chips, count, pause,
    h("button", { type: "button", onclick: clear, text: "Clear" })), h("section", { class: "card grow list-traces" }, list.root));

  function change(values) {
    Object.assign(filter, values);
    keep(["traces"], filter);
    arrived = -1;
    drawFilters();
    reading.now();
  }

  function clear() {
    if (!confirm("Delete all traces that are kept here?")) return;
    attempt(async () => { await api("/api/telemetry/traces", {}, { method: "DELETE" }); arrived = -1; reading.now(); });
  }

  function drawFilters() {
    picker.replaceChildren(h("option", { value: "" }, "All resources"), ...[...services].sort().map(name => h("option", { value: name, selected: name === filter.service }, name)));
    chips.replaceChildren(...filter.attribute.map(text => h("button", { class: "chip", type: "button", "aria-label": `Remove the filter ${text}`, onclick: () => change({ attribute: filter.attribute.filter(other => other !== text) }) }, text, " ✕")));
  }

  async function read() {
    if (paused) return;
    const page = await api("/api/traces", { ...filter, limit: 2000 });
    if (page.arrived === arrived && page.items.length === list.rows.length) return;
    arrived = page.arrived;
    const before = services.size;
    page.items.forEach(trace => trace.services.forEach(share => services.add(share.service)));
    if (services.size !== before) drawFilters();
    longest = page.items.reduce((most, trace) => Math.max(most, trace.duration_ms), 1);
    list.set(page.items);
    count.textContent = page.total > page.items.length ? `${page.items.length} of ${page.total} traces` : `${page.total} ${page.total === 1 ? "trace" : "traces"}`;
  }

  drawFilters();
  const reading = every(2, read);
  return reading;
}

// A driver names every span alike: its statement says more.
const titleOf = span => (span.attributes["db.query.summary"] ?? span.attributes["db.query.text"] ?? span.name).slice(0, 160);

function openOne(root, id, query) {
  let chosen = query.get("span") ?? "";
  let trace = null;
  let logs = [];
  let text = "";
  const folded = new Set();

  const list = new RowList({
    label: "Spans", key: span => span.span_id, height: 28, empty: "The trace has no spans.", row,
    open: span => { chosen = span.span_id; keep(["traces", id], { span: chosen }); drawSide(); },
  });
  const ruler = h("div", { class: "ruler", "aria-hidden": "true" });
  const head = h("div", { class: "heading" });
  const side = h("div", { class: "side" });
  const search = h("input", { type: "search", placeholder: "Filter spans", "aria-label": "Filter spans", oninput: settled(() => { text = search.value.toLowerCase(); draw(); }) });
  root.append(h("header", { class: "bar" }, h("a", { class: "back", href: "#/traces", text: "← Traces" }), head, search,
    h("button", { type: "button", onclick: () => { folded.clear(); draw(); }, text: "Unfold all" }),
    h("a", { class: "button", href: link(["logs"], { trace: id }), text: "View logs" }), h("button", { type: "button", onclick: save, text: "Download" })),
  h("div", { class: "split" }, h("section", { class: "card grow waterfall" }, ruler, list.root), side));

  list.root.addEventListener("keydown", event => {
    const span = list.chosen;
    if (!span || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    if (event.key === "ArrowLeft") folded.add(span.span_id); else folded.delete(span.span_id);
    draw();
  });

  // With its logs, for a report of a defect.
  function save() {
    if (!trace) return;
    const file = URL.createObjectURL(new Blob([JSON.stringify({ trace, logs }, (key, value) => key === "index" ? undefined : value, 2)], { type: "application/json" }));
    h("a", { href: file, download: `trace-${id}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(file), 1000);
  }

  const hasChildren = index => trace.spans[index + 1]?.depth > trace.spans[index].depth;

  function visible() {
    const shown = [];
    let hiddenBelow = Infinity;
    trace.spans.forEach((span, index) => {
      span.index = index;
      if (span.depth > hiddenBelow) return;
      hiddenBelow = folded.has(span.span_id) ? span.depth : Infinity;
      if (!text || `${span.name} ${span.service} ${JSON.stringify(span.attributes)}`.toLowerCase().includes(text)) shown.push(span);
    });
    return shown;
  }

  function row(span) {
    const all = trace.duration_ms || 1;
    const name = h("span", { class: "span-name" });
    name.style.paddingInlineStart = `${8 + span.depth * 14}px`;
    if (hasChildren(span.index)) name.append(h("button", { class: "fold", type: "button", tabindex: "-1", "aria-label": folded.has(span.span_id) ? "Unfold" : "Fold", onclick: () => { if (!folded.delete(span.span_id)) folded.add(span.span_id); draw(); }, text: folded.has(span.span_id) ? "▸" : "▾" }));
    else name.append(h("i", { class: "fold" }));
    name.append(tint(h("i", { class: "dot", "aria-hidden": "true" }), span.service), span.error ? h("span", { class: "failed", "aria-label": "failed", text: "✕ " }) : "", h("b", { text: span.service }), h("span", { text: ` ${titleOf(span)}` }), span.peer ? h("span", { class: "peer", text: ` → ${span.peer}` }) : "");
    name.title = `${span.service}: ${span.name}`;
    const lane = h("span", { class: "lane" });
    const bar = tint(h("i", { class: span.error ? "bar bad" : "bar" }), span.service);
    const left = 100 * span.offset_ms / all, width = Math.max(0.15, 100 * span.duration_ms / all);
    bar.style.insetInlineStart = `${left}%`;
    bar.style.inlineSize = `${width}%`;
    const label = h("span", { class: "length", text: milliseconds(span.duration_ms) });
    if (left + width > 85) label.style.insetInlineEnd = `calc(${100 - left}% + 6px)`;
    else label.style.insetInlineStart = `calc(${left + width}% + 6px)`;
    lane.append(bar, label);
    for (const entry of logs.filter(entry => entry.span_id === span.span_id)) {
      const tick = h("i", { class: `tick ${entry.level}`, title: entry.message });
      tick.style.insetInlineStart = `${Math.max(0, Math.min(100, 100 * (new Date(entry.time) - new Date(trace.start)) / all))}%`;
      lane.append(tick);
    }
    return [name, lane];
  }

  function draw() {
    list.set(visible());
    ruler.replaceChildren(h("span"), h("span", {}, [0, 0.25, 0.5, 0.75, 1].map(part => { const mark = h("span", { text: milliseconds(trace.duration_ms * part) }); mark.style.insetInlineStart = `${part * 100}%`; return mark; })));
    head.replaceChildren(h("h1", { text: trace.name }), h("p", {}, h("code", { text: id.slice(0, 16) }), ` ${clock(trace.start)} · ${milliseconds(trace.duration_ms)} · ${trace.spans.length} spans, depth ${trace.depth}`,
      trace.errors ? h("span", { class: "failed", text: ` · ${trace.errors} failed` }) : "", " ", h("span", { class: "shares" }, trace.services.map(share => serviceMark(share.service)))));
  }

  function drawSide() {
    const span = trace.spans.find(other => other.span_id === chosen);
    if (!span) { side.replaceChildren(); return; }
    const own = logs.filter(entry => entry.span_id === span.span_id);
    side.replaceChildren(pane(span.name, () => { chosen = ""; keep(["traces", id], {}); side.replaceChildren(); },
      facts([["Resource", serviceMark(span.service)], ["Kind", span.kind], ["Starts after", milliseconds(span.offset_ms)], ["Duration", milliseconds(span.duration_ms)], ["Status", span.error ? h("span", { class: "failed", text: span.status_message || "failed" }) : ""],
        ["Leads to", span.peer], ["Span", span.span_id], ["Parent", span.parent_id], ["Instance", span.instance], ["Scope", span.scope]]),
      h("h3", { text: "Attributes" }), facts(Object.entries(span.attributes), (name, value) => go(["traces"], { attribute: `${name}=${value}` })),
      ...(span.events.length ? [h("h3", { text: "Events" }), ...span.events.map(event => h("details", { open: event.name === "exception" }, h("summary", { text: `${milliseconds(event.offset_ms)} ${event.name}` }), facts(Object.entries(event.attributes))))] : []),
      ...(span.links.length ? [h("h3", { text: "Links" }), ...span.links.map(other => h("p", {}, h("a", { href: link(["traces", other.trace_id], { span: other.span_id }), text: other.trace_id })))] : []),
      ...(own.length ? [h("h3", { text: "Logs" }), ...own.map(entry => h("p", { class: `message level ${entry.level}`, text: entry.message }))] : []),
      h("p", { class: "links" }, h("a", { href: link(["logs"], { trace: id, span: span.span_id }), text: "Logs of this span" }))));
  }

  async function read() {
    let found;
    try { found = await api(`/api/traces/${id}`); }
    catch (problem) {
      if (!trace) list.empty.textContent = "This trace is not here: it has not arrived yet, or newer ones have pushed it out.";
      if (!trace) return;
      throw problem;
    }
    const entries = (await api("/api/logs", { trace: id, limit: 1000 })).items;
    if (trace && found.spans.length === trace.spans.length && entries.length === logs.length) return;
    const first = !trace;
    trace = found;
    logs = entries;
    draw();
    if (first) list.find(span => span.span_id === chosen);
    drawSide();
  }

  return every(3, read);
}
