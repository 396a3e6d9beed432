// Every resource with its state; a pane with its details; the graph of references.
import { api, attempt, every, facts, h, heldFocus, keep, link, megabytes, pane, select, since, tint } from "../ui.js";

export function open(root, [chosen], query) {
  let view = query.get("view") ?? "table";
  let text = query.get("q") ?? "";
  let fleet = [];
  let cpu = new Map(); // name → { seconds, at }
  let name = chosen;
  let detail = null;

  const search = h("input", { type: "search", placeholder: "Filter by name, type or state", "aria-label": "Filter resources", value: text, oninput: () => { text = search.value; remember(); draw(); } });
  const rows = new Map();
  const body = h("tbody");
  const list = h("section", { class: "card grow", "aria-label": "Resources" }, h("table", {},
    h("thead", {}, h("tr", {}, [["State", ""], ["Name", ""], ["Address", "optional"], ["Errors", "number"], ["CPU", "number"], ["Memory", "number"], ["Restarts", "number"], ["Up for", "number optional"]].map(([head, kind]) => h("th", { scope: "col", class: kind }, head)), h("th", {}, h("span", { class: "hidden", text: "Actions" })))),
    body));
  const graph = h("section", { class: "card grow graph", "aria-label": "References between resources" });
  const side = h("div", { class: "side" });
  root.append(h("header", { class: "bar" }, h("h1", { text: "Resources" }), search,
    select([["table", "Table"], ["graph", "Graph"]], view, value => { view = value; remember(); draw(); }, "View")),
  h("div", { class: "split" }, list, graph, side));

  const remember = () => keep(["resources", ...(name ? [name] : [])], { view: view === "table" ? "" : view, q: text });

  async function act(resource, action, button) {
    if (action === "stop" && !confirm(`Stop ${resource}?`)) return;
    await attempt(() => api(`/api/resources/${encodeURIComponent(resource)}/${action}`, {}, { method: "POST" }), button);
    reading.now();
  }

  function make(resource) {
    const cells = ["", "", "optional", "number", "number", "number", "number", "number optional", "actions"].map(kind => h("td", { class: kind }));
    const title = h("button", { class: "name", type: "button", onclick: () => show(resource.name), text: resource.name });
    const type = h("span", { class: "type" });
    cells[1].append(h("span", { class: "service" }, tint(h("i", { class: "dot", "aria-hidden": "true" }), resource.name), title), type);
    const buttons = ["start", "stop", "restart"].map(action => h("button", { type: "button", "aria-label": `${action} ${resource.name}`, data: { action }, onclick: event => act(resource.name, action, event.currentTarget), text: action[0].toUpperCase() + action.slice(1) }));
    cells[8].append(...buttons);
    const row = { tr: h("tr", {}, cells), cells, type, buttons };
    rows.set(resource.name, row);
    body.append(row.tr);
    return row;
  }

  function update(resource) {
    const row = rows.get(resource.name) ?? make(resource);
    const databases = fleet.filter(other => !other.state && other.name.startsWith(`${resource.name}/`)).map(other => other.name.slice(resource.name.length + 1));
    row.tr.hidden = !`${resource.name} ${resource.type} ${resource.state}`.toLowerCase().includes(text.toLowerCase());
    row.tr.classList.toggle("chosen", resource.name === name);
    row.type.textContent = [resource.type, ...(resource.host ? [`in ${resource.host}`] : []), ...databases].join(" · ");
    row.cells[0].replaceChildren(h("span", { class: `state ${resource.state}`, text: resource.state }), resource.problem ? h("span", { class: "problem", text: resource.problem }) : "");
    const addresses = resource.urls.join(" ");
    if (row.addresses !== addresses) {
      row.addresses = addresses;
      row.cells[2].replaceChildren(...resource.urls.map(url => url.startsWith("http")
        ? h("a", { class: "address", href: url, target: "_blank", rel: "noopener", text: url.replace("http://", "") }) : h("span", { class: "address", text: url })));
    }
    row.cells[3].replaceChildren(resource.errors ? h("a", { class: "badge", href: link(["logs"], { service: resource.name, level: "error" }), "aria-label": `${resource.errors} errors of ${resource.name}`, text: resource.errors }) : "");
    row.cells[4].textContent = resource.host || !resource.pid ? "" : cpuOf(resource);
    row.cells[5].textContent = resource.host ? "" : megabytes(resource.memory_bytes);
    row.cells[6].textContent = resource.restarts || "";
    row.cells[7].textContent = since(resource.started_at);
    const focus = heldFocus(row.cells[8]);
    for (const button of row.buttons) {
      // What runs inside another program lives and ends with it.
      button.hidden = Boolean(resource.host);
      button.disabled = button.dataset.action === "start" ? resource.state !== "stopped" : resource.state === "stopped" || resource.state === "stopping";
    }
    focus(row.cells[8]);
  }

  function cpuOf(resource) {
    const before = cpu.get(resource.name);
    const now = { pid: resource.pid, seconds: resource.cpu_seconds, at: performance.now() };
    if (!before || before.pid !== now.pid) { cpu.set(resource.name, { ...now, text: "" }); return ""; }
    if (now.at - before.at < 1000) return before.text;
    const share = Math.max(0, (now.seconds - before.seconds) / ((now.at - before.at) / 1000));
    cpu.set(resource.name, { ...now, text: `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %` });
    return cpu.get(resource.name).text;
  }

  function draw() {
    list.hidden = view !== "table";
    graph.hidden = view !== "graph";
    const supervised = fleet.filter(resource => resource.state);
    supervised.forEach(update);
    if (view === "graph") drawGraph(graph, supervised, show);
  }

  async function show(resource) {
    name = resource;
    detail = null;
    remember();
    draw();
    await attempt(drawDetail);
  }

  function hide() {
    name = undefined;
    detail = null;
    side.replaceChildren();
    remember();
    draw();
  }

  async function drawDetail() {
    if (!name) return;
    const wanted = name;
    const found = await api(`/api/resources/${encodeURIComponent(wanted)}`);
    if (wanted !== name) return;
    const text = JSON.stringify({ ...found, resource: { ...found.resource, cpu_seconds: 0, memory_bytes: 0, pids: [] } });
    if (text === detail) return;
    detail = text;
    const resource = found.resource;
    const names = list => list.length ? h("span", {}, list.map(other => h("button", { class: "chip", type: "button", onclick: () => show(other.split("/")[0]), text: other }))) : "";
    const scrolled = side.querySelector(".scroll")?.scrollTop ?? 0;
    side.replaceChildren(pane(resource.name, hide,
      h("p", { class: "links" },
        h("a", { href: link(["console", resource.host ?? resource.name]), text: "Console" }), h("a", { href: link(["logs"], { service: resource.name }), text: "Logs" }),
        h("a", { href: link(["traces"], { service: resource.name }), text: "Traces" }), h("a", { href: link(["metrics"], { service: resource.name }), text: "Metrics" })),
      facts([["State", resource.state], ["Problem", resource.problem], ["Type", resource.type], ["Process", resource.pid], ["Started", resource.started_at && new Date(resource.started_at).toLocaleString()],
        ["Restarts", resource.restarts], ["Health check", found.health], ["Addresses", resource.urls.join("\n")], ["Waits for", names(found.waits)], ["Refers to", names(resource.references)], ["Referred to by", names(found.referred_by)]]),
      h("h3", { text: "Environment" }), facts(Object.entries(found.environment))));
    side.querySelector(".scroll").scrollTop = scrolled;
  }

  async function refresh() {
    fleet = await api("/api/resources");
    draw();
    await drawDetail();
  }

  const reading = every(2, refresh);
  return reading;
}

// Columns: the gateway, the services, then what they all need.
function drawGraph(root, fleet, show) {
  const text = JSON.stringify(fleet.map(resource => [resource.name, resource.state, resource.references]));
  if (root.dataset.text === text) return;
  root.dataset.text = text;
  const focused = root.contains(document.activeElement) ? document.activeElement.dataset.name : undefined;
  const svg = (tag, attributes = {}, ...children) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };
  const names = new Set(fleet.map(resource => resource.name));
  const targets = new Map(fleet.map(resource => [resource.name, [...new Set(resource.references.map(other => names.has(other) ? other : other.split("/")[0]))].filter(other => other !== resource.name && names.has(other))]));
  const isServer = resource => /PostgreSQL|RabbitMQ/.test(resource.type);
  const incoming = new Map(fleet.map(resource => [resource.name, 0]));
  for (const list of targets.values()) for (const target of list) incoming.set(target, incoming.get(target) + 1);
  const columns = [[], [], []];
  for (const resource of fleet) columns[isServer(resource) ? 2 : incoming.get(resource.name) ? 1 : 0].push(resource);
  const tall = Math.max(...columns.map(column => column.length)) * 64 + 20;
  const place = new Map();
  columns.forEach((column, x) => column.forEach((resource, y) => place.set(resource.name, { x: 30 + x * 330, y: tall * (y + 0.5) / column.length - 20 })));
  const drawing = svg("svg", { viewBox: `0 0 900 ${tall}`, role: "group", "aria-label": "Graph of references" });
  for (const [from, list] of targets) for (const to of list) {
    const a = place.get(from), b = place.get(to);
    const d = a.x === b.x ? `M${a.x + 200},${a.y + 20} C${a.x + 260},${a.y + 20} ${b.x + 260},${b.y + 20} ${b.x + 200},${b.y + 20}`
      : `M${a.x + 200},${a.y + 20} C${a.x + 265},${a.y + 20} ${b.x - 65},${b.y + 20} ${b.x},${b.y + 20}`;
    drawing.append(svg("path", { d, class: "edge", "data-from": from, "data-to": to }));
  }
  for (const resource of fleet) {
    const { x, y } = place.get(resource.name);
    const node = svg("g", { class: `node ${resource.state}`, tabindex: "0", role: "button", "data-name": resource.name, "aria-label": `${resource.name}, ${resource.state}`, transform: `translate(${x},${y})` },
      svg("rect", { width: 200, height: 40, rx: 8 }), svg("circle", { cx: 18, cy: 20, r: 5 }), svg("text", { x: 34, y: 25 }));
    node.lastChild.textContent = resource.name;
    node.addEventListener("click", () => show(resource.name));
    node.addEventListener("keydown", event => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); show(resource.name); } });
    const mark = on => drawing.querySelectorAll(".edge").forEach(edge => edge.classList.toggle("marked", on && (edge.dataset.from === resource.name || edge.dataset.to === resource.name)));
    node.addEventListener("mouseenter", () => mark(true));
    node.addEventListener("mouseleave", () => mark(false));
    node.addEventListener("focus", () => mark(true));
    node.addEventListener("blur", () => mark(false));
    drawing.append(node);
  }
  root.replaceChildren(drawing);
  if (focused) [...drawing.querySelectorAll(".node")].find(node => node.dataset.name === focused)?.focus();
}
