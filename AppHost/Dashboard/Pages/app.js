// The frame: the pages, the address bar, keys, themes, and the summary of the fleet.
import { address, api, every, go, h, link, megabytes, say, shown } from "./ui.js";
import * as resources from "./pages/resources.js";
import * as terminal from "./pages/console.js";
import * as logs from "./pages/logs.js";
import * as traces from "./pages/traces.js";
import * as metrics from "./pages/metrics.js";
import * as map from "./pages/map.js";
import * as routes from "./pages/routes.js";
import * as queues from "./pages/queues.js";
import * as statements from "./pages/statements.js";
import * as mails from "./pages/mails.js";
import * as faults from "./pages/faults.js";

const pages = [
  { path: "resources", title: "Resources", key: "r", page: resources },
  { path: "console", title: "Console", key: "c", page: terminal },
  { path: "logs", title: "Logs", key: "s", page: logs },
  { path: "traces", title: "Traces", key: "t", page: traces },
  { path: "metrics", title: "Metrics", key: "m", page: metrics },
  { path: "map", title: "Service map", key: "g", page: map },
  { path: "routes", title: "Routes", key: "o", page: routes },
  { path: "queues", title: "Queues", key: "q", page: queues },
  { path: "statements", title: "Statements", key: "d", page: statements },
  { path: "mails", title: "Mail and SMS", key: "i", page: mails },
  { path: "faults", title: "Faults", key: "f", page: faults },
];
const main = document.getElementById("main");
const links = new Map();
let close = () => {};

for (const { path, title, key } of pages) {
  const entry = h("a", { href: link([path]), "aria-keyshortcuts": key }, title, h("kbd", { "aria-hidden": "true", text: key }));
  links.set(path, entry);
  document.getElementById("pages").append(h("li", {}, entry));
}

function open() {
  const { path, query } = address();
  const chosen = pages.find(entry => entry.path === path[0]) ?? pages[0];
  if (location.hash === shown.hash && shown.hash) return;
  shown.hash = location.hash;
  for (const [name, entry] of links) {
    if (name === chosen.path) entry.setAttribute("aria-current", "page");
    else entry.removeAttribute("aria-current");
  }
  document.title = `${path[1] ? `${path[1].slice(0, 40)} · ` : ""}${chosen.title} · Community`;
  close();
  say("");
  const root = h("div", { class: `page ${chosen.path}` });
  main.replaceChildren(root);
  close = chosen.page.open(root, path.slice(1), query) ?? (() => {});
}

// --- keys ----------------------------------------------------------------------------------------------------------------

const help = document.getElementById("keys");
// Speech that is taken for keys would lead elsewhere: they can be turned off.
const single = h("input", { type: "checkbox", checked: localStorage.getItem("keys") !== "off", onchange: () => localStorage.setItem("keys", single.checked ? "on" : "off") });
help.append(h("h2", { id: "keys-title", text: "Keys" }), h("dl", { class: "facts" },
  [...pages.map(({ key, title }) => [key, title]), ["/", "search"], ["↑ ↓ or j k", "move in a list"], ["Enter", "open the row"], ["Esc", "close the pane"], ["← →", "fold and unfold spans"], ["?", "this help"]]
    .map(([key, meaning]) => [h("dt", {}, h("kbd", { text: key })), h("dd", { text: meaning })])),
  h("label", {}, single, " Single letters lead to pages"),
  h("form", { method: "dialog" }, h("button", { type: "submit", text: "Close" })));
document.getElementById("help").onclick = () => help.showModal();

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, dialog[open]")) return;
  if (!single.checked && event.key.length === 1) return;
  const page = pages.find(entry => entry.key === event.key);
  if (page) go([page.path]);
  else if (event.key === "/") { event.preventDefault(); main.querySelector("input[type=search]")?.focus(); }
  else if (event.key === "?") help.showModal();
  else if (event.key === "Escape") main.querySelector(".pane .close")?.click();
});

// --- themes --------------------------------------------------------------------------------------------------------------

const theme = document.getElementById("theme");
const themes = ["auto", "light", "dark"];
function wear(name) {
  document.documentElement.dataset.theme = name;
  theme.textContent = { auto: "Theme: system", light: "Theme: light", dark: "Theme: dark" }[name];
  document.dispatchEvent(new Event("theme"));
}
theme.onclick = () => {
  const next = themes[(themes.indexOf(document.documentElement.dataset.theme) + 1) % themes.length];
  localStorage.setItem("theme", next);
  wear(next);
};
wear(themes.includes(localStorage.getItem("theme")) ? localStorage.getItem("theme") : "auto");

// --- the fleet -----------------------------------------------------------------------------------------------------------

every(3, async () => {
  const fleet = (await api("/api/resources")).filter(resource => resource.state);
  const running = fleet.filter(resource => resource.state === "running").length;
  const memory = fleet.reduce((sum, resource) => sum + resource.memory_bytes, 0);
  document.getElementById("summary").textContent = `${running} of ${fleet.length} running, ${megabytes(memory)}`;
});

window.addEventListener("hashchange", open);
open();
