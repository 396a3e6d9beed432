// The route table: rate, errors and percentiles of each route, from the services' own histograms, which count every request.
import { chart } from "../chart.js";
import { api, attempt, every, h, keep, link, milliseconds, pane, select, serviceMark, settled, table, windows } from "../ui.js";

export function open(root, _path, query) {
  const state = { since: query.get("since") ?? "15m", service: query.get("service") ?? "", q: query.get("q") ?? "", own: query.get("own") ?? "" };
  let routes = [];
  let chosen = null;
  const percent = route => 100 * route.errors / route.count;
  const list = table([
    { name: "Resource", value: route => route.service, show: route => serviceMark(route.service) }, { name: "Method", value: route => route.method },
    { name: "Route", value: route => route.route, show: route => h("button", { class: "name", type: "button", onclick: () => attempt(() => show(route)), text: route.route }) },
    { name: "Requests", value: route => route.count, number: true }, { name: "Per second", value: route => route.rate, number: true, show: route => route.rate.toFixed(route.rate < 10 ? 2 : 0) },
    { name: "Errors", value: percent, number: true, show: route => route.errors ? h("a", { class: "failed", href: link(["traces"], { service: route.service, route: route.route, error: "true" }), text: `${percent(route).toFixed(1)} %` }) : "" },
    { name: "Refused (4xx)", value: route => route.refusals, number: true, show: route => route.refusals || "" },
    ...["p50", "p95", "p99"].map(name => ({ name, value: route => route[name] ?? -1, number: true, show: route => milliseconds(route[name]) })),
    { name: "", value: () => 0, class: "actions", show: route => h("a", { href: link(["traces"], { service: route.service, route: route.route }), text: "Traces" }) },
  ], "Routes", route => `${route.service} ${route.method} ${route.route}`, 3, true);
  const picker = h("select", { "aria-label": "Resource", onchange: () => { state.service = picker.value; remember(); draw(); } });
  const search = h("input", { type: "search", placeholder: "Filter routes", "aria-label": "Filter routes", value: state.q, oninput: settled(() => { state.q = search.value; remember(); draw(); }) });
  const own = h("input", { type: "checkbox", checked: state.own, onchange: () => { state.own = own.checked ? "1" : ""; remember(); draw(); } });
  const note = h("p", { class: "empty", text: "No request in this time." });
  const side = h("div", { class: "side" });
  root.append(h("header", { class: "bar" }, h("h1", { text: "Routes" }), select(windows, state.since, since => { state.since = since; remember(); reading.now(); }, "Time"), picker, search, h("label", {}, own, " The fleet's own requests")),
    h("div", { class: "split" }, h("section", { class: "card grow scroll" }, list.root, note), side));

  const remember = () => keep(["routes"], state);

  function draw() {
    const services = [...new Set(routes.map(route => route.service))].sort();
    picker.replaceChildren(h("option", { value: "" }, "All resources"), ...services.map(name => h("option", { value: name, selected: name === state.service }, name)));
    const shown = routes.filter(route => (state.own || !/^\/(internal|health|\.well-known)\//.test(route.route)) && (!state.service || route.service === state.service) && `${route.method} ${route.route}`.toLowerCase().includes(state.q.toLowerCase()));
    note.hidden = shown.length > 0;
    list.set(shown);
  }

  async function show(route) {
    chosen = route;
    const where = { meter: "Microsoft.AspNetCore.Hosting", name: "http.server.request.duration", service: route.service, since: state.since, attribute: [`http.route=${route.route}`, `http.request.method=${route.method}`] };
    const [duration, rate] = await Promise.all([api("/api/metrics/data", where), api("/api/metrics/data", { ...where, view: "count", by: "http.response.status_code" })]);
    if (chosen !== route) return;
    const boxes = [h("div", { class: "chart" }), h("div", { class: "chart" })];
    side.replaceChildren(pane(`${route.method} ${route.route}`, () => { chosen = null; side.replaceChildren(); }, h("h3", { text: "Duration" }), boxes[0], h("h3", { text: "Requests per second by status" }), boxes[1],
      h("p", { class: "links" }, h("a", { href: link(["traces"], { service: route.service, route: route.route }), text: "Traces" }), h("a", { href: link(["metrics", where.meter, where.name], { service: route.service, attribute: where.attribute }), text: "Metrics" }))));
    chart(boxes[0], { ...duration, unit: "s", height: 200 });
    chart(boxes[1], { ...rate, unit: "", height: 200 });
  }

  async function read() {
    routes = (await api("/api/routes", { since: state.since })).items;
    draw();
  }

  const reading = every(5, read);
  return reading;
}
