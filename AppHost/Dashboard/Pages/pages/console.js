// The lines that a resource printed, live.
import { api, clock, every, h, keep, RowList, settled } from "../ui.js";

const most = 5000;

export function open(root, [chosen], query) {
  let name = chosen;
  let text = query.get("q") ?? "";
  let lines = [];
  let last = 0;
  let paused = false;

  const list = new RowList({
    label: "Lines", height: 22, key: line => line.seq, empty: "No line.",
    row: line => [h("time", { text: clock(line.at) }), h("span", { class: `line ${severity(line.text)}`, text: line.text })],
    open: line => { full.textContent = line.text; full.hidden = false; },
  });
  const full = h("pre", { class: "full", hidden: true, tabindex: "0", "aria-label": "The chosen line" });
  const picker = h("select", { "aria-label": "Resource", onchange: () => change(picker.value) });
  const search = h("input", { type: "search", placeholder: "Filter lines", "aria-label": "Filter lines", value: text, oninput: settled(() => { text = search.value; remember(); draw(); }) });
  const pause = h("button", { type: "button", "aria-pressed": "false", onclick: () => { paused = !paused; pause.setAttribute("aria-pressed", paused); pause.textContent = paused ? "Go on" : "Pause"; if (!paused) draw(); }, text: "Pause" });
  root.append(h("header", { class: "bar" }, h("h1", { text: "Console" }), picker, search, pause,
    h("button", { type: "button", onclick: () => { lines = []; draw(); }, text: "Clear" }),
    h("button", { type: "button", onclick: save, text: "Download" })),
  h("section", { class: "card grow terminal" }, list.root, full));

  const remember = () => keep(["console", name], { q: text });
  const matching = () => text ? lines.filter(line => line.text.toLowerCase().includes(text.toLowerCase())) : lines;
  const isAtEnd = () => list.root.scrollTop + list.root.clientHeight > list.root.scrollHeight - 60;

  function draw(follow = true) { if (!paused) list.set(matching(), follow); }

  function change(other) {
    name = other;
    lines = [];
    last = 0;
    full.hidden = true;
    remember();
    draw();
    reading.now();
  }

  function save() {
    const address = URL.createObjectURL(new Blob(matching().map(line => `${line.at} ${line.text}\n`), { type: "text/plain" }));
    h("a", { href: address, download: `${name}.log` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  async function read() {
    if (!name) {
      const fleet = (await api("/api/resources")).filter(resource => resource.state && !resource.host);
      name = (fleet.find(resource => resource.name === "gateway") ?? fleet[0])?.name;
      remember();
    }
    if (!picker.options.length) {
      const fleet = (await api("/api/resources")).filter(resource => resource.state && !resource.host);
      picker.append(...fleet.map(resource => h("option", { value: resource.name, selected: resource.name === name }, resource.name)));
    }
    const asked = name;
    const page = await api(`/api/resources/${encodeURIComponent(asked)}/logs`, { after: last, limit: most });
    const added = page.lines.filter(line => line.seq > last);
    if (asked !== name || !added.length) return;
    const follow = isAtEnd() || last === 0;
    last = page.last;
    lines = lines.concat(added).slice(-most);
    draw(follow);
  }

  const reading = every(1, read);
  return reading;
}

// The console's lines are "time level category trace message"; servers write their own levels.
function severity(text) {
  const start = text.slice(0, 120);
  if (/\b(critical|error|fatal|panic|FATAL|ERROR|PANIC|\[error\])\b/.test(start)) return "error";
  return /\b(warn|warning|WARNING|\[warning\])\b/.test(start) ? "warning" : "";
}
