"use strict";

const mostLines = 5000;
const byId = id => document.getElementById(id);
const rows = new Map();
let chosen = decodeURIComponent(location.hash.slice(1));
let lines = [];
let last = 0;

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

const megabytes = bytes => bytes ? `${(bytes / 1048576).toFixed(0)} MB` : "";

function since(time) {
  if (!time) return "";
  const seconds = Math.max(0, Math.floor((Date.now() - new Date(time)) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor(seconds % 3600 / 60)} min`;
}

function addRow(resource) {
  const tr = element("tr");
  const [state, name, address, pid, restarts, memory, uptime, actions] =
    ["", "", "", "number", "number", "number", "number", "actions"].map(c => tr.appendChild(element("td", c)));
  name.append(element("button", "name", resource.name));
  name.firstChild.onclick = () => choose(resource.name);
  const type = name.appendChild(element("span", "type"));
  for (const action of ["start", "stop", "restart"]) {
    const button = actions.appendChild(element("button", action, action[0].toUpperCase() + action.slice(1)));
    button.setAttribute("aria-label", `${button.textContent} ${resource.name}`);
    button.onclick = () => act(resource.name, action);
  }
  byId("resources").append(tr);
  const row = { tr, type, state, address, pid, restarts, memory, uptime, actions };
  rows.set(resource.name, row);
  return row;
}

function show(resource, databases) {
  const row = rows.get(resource.name) ?? addRow(resource);
  row.tr.classList.toggle("chosen", resource.name === chosen);
  row.type.textContent = [resource.type, ...(resource.host ? [`in ${resource.host}`] : []), ...databases].join(" · ");
  const parts = [element("span", `state ${resource.state}`, resource.state)];
  if (resource.problem) parts.push(element("span", "problem", resource.problem));
  row.state.replaceChildren(...parts);
  const addresses = resource.urls.join(" ");
  if (row.addresses !== addresses) {
    row.addresses = addresses;
    row.address.replaceChildren(...resource.urls.map(url => {
      const web = url.startsWith("http");
      const shown = element(web ? "a" : "span", "address", url);
      if (web) { shown.href = url; shown.target = "_blank"; shown.rel = "noopener"; }
      return shown;
    }));
  }
  row.pid.textContent = resource.pid ?? "";
  row.pid.title = resource.pids.join(" ");
  row.restarts.textContent = resource.restarts;
  row.memory.textContent = resource.host ? "" : megabytes(resource.memory_bytes);
  row.uptime.textContent = since(resource.started_at);
  for (const button of row.actions.children) {
    // a part of another program starts and ends with it
    button.hidden = Boolean(resource.host);
    button.disabled = button.className === "start" ? resource.state !== "stopped" : resource.state === "stopped" || resource.state === "stopping";
  }
}

async function refresh() {
  try {
    const resources = await (await fetch("/api/resources")).json();
    const supervised = resources.filter(r => r.state);
    // databases have no state of their own: they are shown with their server
    const databasesOf = name => resources.filter(r => !r.state && r.name.startsWith(`${name}/`)).map(r => r.name.slice(name.length + 1));
    supervised.forEach(r => show(r, databasesOf(r.name)));
    const running = supervised.filter(r => r.state === "running").length;
    const memory = supervised.reduce((sum, r) => sum + r.memory_bytes, 0);
    byId("summary").textContent = `${running} of ${supervised.length} running, ${megabytes(memory)}`;
    if (!chosen && supervised.length) choose((supervised.find(r => r.name === "gateway") ?? supervised[0]).name);
  } catch {
    byId("summary").textContent = "AppHost does not answer.";
  }
}

async function act(name, action) {
  for (const button of rows.get(name).actions.children) button.disabled = true;
  try {
    const answer = await fetch(`/api/resources/${encodeURIComponent(name)}/${action}`, { method: "POST" });
    if (!answer.ok) byId("summary").textContent = `${action} ${name}: ${answer.status}`;
  } finally {
    await refresh();
  }
}

function choose(name) {
  chosen = name;
  location.hash = encodeURIComponent(name);
  lines = [];
  last = 0;
  byId("log").hidden = false;
  byId("log-name").textContent = name;
  byId("lines").replaceChildren();
  for (const [other, row] of rows) row.tr.classList.toggle("chosen", other === name);
  readLog();
}

function lineElement(line) {
  const made = element("div");
  made.append(element("time", "", new Date(line.at).toLocaleTimeString()), line.text);
  return made;
}

function matching(some) {
  const wanted = byId("filter").value.toLowerCase();
  return wanted ? some.filter(line => line.text.toLowerCase().includes(wanted)) : some;
}

function draw(added) {
  const box = byId("lines");
  if (added) box.append(...matching(added).map(lineElement));
  else box.replaceChildren(...matching(lines).map(lineElement));
  while (box.childElementCount > mostLines) box.firstChild.remove();
  if (byId("follow").checked) box.scrollTop = box.scrollHeight;
}

async function readLog() {
  if (!chosen) return;
  const name = chosen;
  try {
    const answer = await fetch(`/api/resources/${encodeURIComponent(name)}/logs?after=${last}&limit=${mostLines}`);
    if (!answer.ok || name !== chosen) return;
    const page = await answer.json();
    const added = page.lines.filter(line => line.seq > last);
    if (!added.length) return;
    last = page.last;
    lines = lines.concat(added).slice(-mostLines);
    draw(added);
  } catch { /* refresh says so */ }
}

byId("filter").oninput = () => draw();
byId("follow").onchange = () => draw();
if (chosen) choose(chosen);
refresh();
setInterval(refresh, 1500);
setInterval(readLog, 1000);
