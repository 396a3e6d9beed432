// Structured logs: filters, a list of thousands, a pane with every attribute, the way to the trace.
import { api, attempt, clock, every, facts, h, keep, link, oldest, pane, RowList, select, serviceMark, settled, textOf, timeFilter } from "../ui.js";

const most = 5000;
const mostOffered = 300;
const mostValues = 5;
const levels = [["", "All levels"], ["debug", "Debug and above"], ["information", "Information and above"], ["warning", "Warning and above"], ["error", "Error and above"], ["critical", "Critical"]];

export function open(root, _path, query) {
  const filter = { service: query.get("service") ?? "", level: query.get("level") ?? "", q: query.get("q") ?? "", trace: query.get("trace") ?? "", span: query.get("span") ?? "", since: query.get("since") ?? "", until: query.get("until") ?? "", attribute: query.getAll("attribute") };
  let entries = [];
  let last = 0;
  let paused = false;
  let generation = 0;
  const services = new Set(filter.service ? [filter.service] : []);

  const list = new RowList({
    label: "Log entries", columns: ["Time", "Level", "Resource", "Message", "Trace"], key: entry => entry.seq,
    empty: "No entry matches. Entries arrive a second after they are written.",
    row: entry => [h("time", { text: clock(entry.time) }), h("span", { class: `level ${entry.level}`, text: entry.level }), serviceMark(entry.service),
      h("span", { class: "message", title: entry.message, text: entry.message }),
      entry.trace_id ? h("span", {}, h("a", { href: link(["traces", entry.trace_id], { span: entry.span_id }), text: entry.trace_id.slice(0, 8) })) : ""],
    open: show,
  });
  const side = h("div", { class: "side" });
  const search = h("input", { type: "search", placeholder: "Search messages and categories", "aria-label": "Search messages", value: filter.q, oninput: settled(() => change({ q: search.value })) });
  const picker = h("select", { "aria-label": "Resource", onchange: () => change({ service: picker.value }) });
  const pause = h("button", { type: "button", "aria-pressed": "false", onclick: () => { paused = !paused; pause.setAttribute("aria-pressed", paused); pause.textContent = paused ? "Go on" : "Pause"; }, text: "Pause" });
  const offered = new Map(); // name → its first values
  const offers = h("datalist", { id: "log-properties" });
  const property = h("input", { type: "text", list: "log-properties", placeholder: "property=value", "aria-label": "Property filter: name, name=value or name!=value", onkeydown: event => {
    if (event.key === "Enter" && property.value.trim()) { change({ attribute: [...filter.attribute, property.value.trim()] }); property.value = ""; }
  } });
  const chips = h("div", { class: "chips" });
  const count = h("p", { class: "count", role: "status" });
  root.append(h("header", { class: "bar" }, h("h1", { text: "Logs" }), picker, select(levels, filter.level, level => change({ level }), "Level"), timeFilter(filter, change), search, property, offers, pause,
    h("button", { type: "button", onclick: clear, text: "Clear" })),
  h("div", { class: "subbar" }, chips, count), h("div", { class: "split" }, h("section", { class: "card grow list-logs" }, list.root), side));

  function change(values) {
    Object.assign(filter, values);
    keep(["logs"], filter);
    restart();
  }

  function restart() {
    generation++;
    entries = [];
    last = 0;
    drawFilters();
    reading.now();
  }

  function clear() {
    if (!confirm("Delete all log entries that are kept here?")) return;
    attempt(async () => { await api("/api/telemetry/logs", {}, { method: "DELETE" }); restart(); });
  }

  function drawFilters() {
    picker.replaceChildren(h("option", { value: "" }, "All resources"), ...[...services].sort().map(name => h("option", { value: name, selected: name === filter.service }, name)));
    const chip = (text, remove) => h("button", { class: "chip", type: "button", "aria-label": `Remove the filter ${text}`, onclick: remove }, text, " ✕");
    chips.replaceChildren(
      ...(filter.trace ? [chip(`trace ${filter.trace.slice(0, 8)}`, () => change({ trace: "" }))] : []),
      ...(filter.span ? [chip(`span ${filter.span.slice(0, 8)}`, () => change({ span: "" }))] : []),
      ...filter.attribute.map(text => chip(text, () => change({ attribute: filter.attribute.filter(other => other !== text) }))));
  }

  function show(entry) {
    if (!entry) return;
    const add = (name, value) => change({ attribute: [...filter.attribute, `${name}=${value}`] });
    side.replaceChildren(pane("Log entry", () => side.replaceChildren(),
      h("p", { class: `message level ${entry.level}`, text: entry.message }),
      facts([["Time", new Date(entry.time).toISOString()], ["Level", entry.level], ["Resource", serviceMark(entry.service)], ["Instance", entry.instance], ["Category", entry.category],
        ["Trace", entry.trace_id && h("a", { href: link(["traces", entry.trace_id], { span: entry.span_id }), text: entry.trace_id })], ["Span", entry.span_id]]),
      h("h3", { text: "Attributes" }), facts(Object.entries(entry.attributes), add)));
  }

  // The properties of the entries that were seen, to choose from.
  function offer(items) {
    let isNew = false;
    for (const entry of items) {
      for (const [name, value] of Object.entries(entry.attributes)) {
        if (!offered.has(name) && offered.size >= mostOffered / mostValues) continue;
        const values = offered.get(name) ?? new Set();
        offered.set(name, values);
        if (values.size < mostValues && !values.has(textOf(value)) && textOf(value).length <= 80) { values.add(textOf(value)); isNew = true; }
      }
    }
    if (isNew) offers.replaceChildren(...[...offered].flatMap(([name, values]) => [...values].map(value => h("option", { value: `${name}=${value}` }))));
  }

  async function read() {
    if (paused) return;
    const mine = generation;
    const page = await api("/api/logs", { ...filter, after: last, limit: most });
    if (mine !== generation) return;
    const before = services.size;
    page.items.forEach(entry => services.add(entry.service));
    if (services.size !== before) drawFilters();
    offer(page.items);
    const fresh = last === 0;
    // Of the last minutes, the oldest leave the list as time passes.
    const left = oldest(filter.since);
    const kept = left ? entries.filter(entry => new Date(entry.time) >= left) : entries;
    const isShorter = kept.length < entries.length;
    entries = kept;
    const added = page.items.filter(entry => entry.seq > last);
    last = Math.max(last, page.last);
    if (fresh || added.length || isShorter) {
      const follow = fresh || list.root.scrollTop + list.root.clientHeight > list.root.scrollHeight - 60;
      entries = entries.concat(added).slice(-most);
      list.set(entries, follow);
    }
    count.textContent = `${entries.length} ${entries.length === 1 ? "entry" : "entries"}`;
  }

  drawFilters();
  const reading = every(1.5, read);
  return reading;
}
