// The statements that took most time together, from the spans of the database driver.
import { api, every, facts, h, keep, link, milliseconds, pane, select, serviceMark, settled, table, windows } from "../ui.js";

export function open(root, _path, query) {
  const state = { since: query.get("since") ?? "15m", q: query.get("q") ?? "" };
  let statements = [];
  const list = table([
    { name: "Resource", value: row => row.service, show: row => serviceMark(row.service) },
    { name: "Statement", value: row => row.summary, class: "statement", show: row => h("button", { class: "name", type: "button", title: row.text ?? row.summary, onclick: () => show(row), text: row.summary.length > 90 ? `${row.summary.slice(0, 89)}…` : row.summary }) },
    { name: "Calls", value: row => row.count, number: true },
    { name: "Failed", value: row => row.errors, number: true, show: row => row.errors ? h("span", { class: "failed", text: row.errors }) : "" },
    ...[["Total", "total_ms"], ["Mean", "mean_ms"], ["p95", "p95_ms"], ["Slowest", "max_ms"]].map(([name, key]) => ({ name, value: row => row[key], number: true, show: row => key === "max_ms" ? h("a", { href: link(["traces", row.slowest_trace_id]), text: milliseconds(row[key]) }) : milliseconds(row[key]) })),
  ], "Statements", row => JSON.stringify([row.service, row.database, row.summary, row.text]), 4, true);
  const search = h("input", { type: "search", placeholder: "Filter statements", "aria-label": "Filter statements", value: state.q, oninput: settled(() => { state.q = search.value; keep(["statements"], state); draw(); }) });
  const note = h("p", { class: "empty", text: "No statement in this time." });
  const side = h("div", { class: "side" });
  root.append(h("header", { class: "bar" }, h("h1", { text: "Statements" }), select(windows, state.since, since => { state.since = since; keep(["statements"], state); reading.now(); }, "Time"), search),
    h("div", { class: "split" }, h("section", { class: "card grow scroll" }, list.root, note), side));

  function draw() {
    const shown = statements.filter(row => `${row.service} ${row.summary} ${row.text ?? ""}`.toLowerCase().includes(state.q.toLowerCase()));
    note.hidden = shown.length > 0;
    list.set(shown);
  }

  function show(row) {
    side.replaceChildren(pane("Statement", () => side.replaceChildren(), h("pre", { class: "full", text: row.text ?? row.summary }),
      facts([["Resource", serviceMark(row.service)], ["Database", row.database], ["Calls", row.count], ["Total", milliseconds(row.total_ms)], ["Mean", milliseconds(row.mean_ms)], ["p95", milliseconds(row.p95_ms)],
        ["Slowest", h("a", { href: link(["traces", row.slowest_trace_id]), text: milliseconds(row.max_ms) })]])));
  }

  async function read() {
    statements = (await api("/api/statements", { since: state.since })).items;
    draw();
  }

  const reading = every(5, read);
  return reading;
}
