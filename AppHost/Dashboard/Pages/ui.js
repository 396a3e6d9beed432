// What all pages share: elements, the server's JSON, formats, the address bar, live updates, and lists of thousands of rows.

/** Makes an element. Properties that begin with "on" are listeners; `class`, `text` and `data` are short forms; the others are attributes. */
export function h(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "class") made.className = value;
    else if (name === "text") made.textContent = value;
    else if (name === "data") Object.assign(made.dataset, value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return made;
}

/** The server's JSON; throws an Error with the server's own text. Parameters without a value are left out. */
export async function api(path, parameters = {}, options = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== "") query.append(name, one);
    }
  }
  const answer = await fetch(query.size ? `${path}?${query}` : path, options);
  if (!answer.ok) {
    const text = await answer.text();
    let detail = text.trim();
    try { detail = JSON.parse(text).detail ?? detail; } catch { /* it is plain text */ }
    throw new Error(detail || `${path}: ${answer.status}`);
  }
  return answer.status === 204 ? null : answer.json();
}

// --- formats -------------------------------------------------------------------------------------------------------------

const two = number => String(number).padStart(2, "0");

export function clock(time) {
  const date = new Date(time);
  const today = date.toDateString() === new Date().toDateString();
  const text = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, "0")}`;
  return today ? text : `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${text}`;
}

export function milliseconds(value) {
  if (value === null || value === undefined) return "–";
  if (value === 0) return "0";
  if (value < 1) return `${Math.max(1, Math.round(value * 1000))} µs`;
  if (value < 10) return `${value.toFixed(2)} ms`;
  if (value < 1000) return `${value.toFixed(value < 100 ? 1 : 0)} ms`;
  return value < 60000 ? `${(value / 1000).toFixed(2)} s` : span(value / 1000);
}

export function span(seconds) {
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ${Math.floor(seconds % 3600 / 60)} min`;
  return `${Math.floor(seconds / 86400)} d ${Math.floor(seconds % 86400 / 3600)} h`;
}

export const since = time => time ? span(Math.max(0, (Date.now() - new Date(time)) / 1000)) : "";

export const megabytes = bytes => bytes ? `${(bytes / 1048576).toFixed(0)} MB` : "";

export function amount(value, unit = "") {
  if (value === null || value === undefined) return "–";
  const size = Math.abs(value);
  if (unit === "By") {
    if (size >= 1 << 30) return `${(value / (1 << 30)).toFixed(2)} GB`;
    if (size >= 1 << 20) return `${(value / (1 << 20)).toFixed(1)} MB`;
    if (size >= 1 << 10) return `${(value / (1 << 10)).toFixed(1)} kB`;
    return `${value.toFixed(0)} B`;
  }
  if (unit === "s") return milliseconds(value * 1000);
  if (unit === "ms") return milliseconds(value);
  const text = size >= 1e6 ? `${(value / 1e6).toFixed(2)} M` : size >= 1e4 ? `${(value / 1e3).toFixed(1)} k`
    : Number.isInteger(value) ? String(value) : size >= 100 ? value.toFixed(0) : size >= 1 ? value.toFixed(2) : value.toPrecision(2);
  return unit && !unit.startsWith("{") && unit !== "1" ? `${text} ${unit}` : text;
}

export const textOf = value => value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);

/** A service's colour, the same on every page: a hue that CSS turns into colours of the light and the dark theme. */
export function tint(element, service) {
  let hash = 2166136261;
  for (const letter of service) hash = Math.imul(hash ^ letter.charCodeAt(0), 16777619);
  element.style.setProperty("--hue", String(known.get(service) ?? Math.abs(hash) % 360));
  return element;
}
const known = new Map([["gateway", 215], ["identity", 150], ["social", 28], ["events", 275], ["payments", 340], ["messaging", 190], ["ai-companion", 55], ["community", 215]]);

export const serviceMark = name => h("span", { class: "service" }, tint(h("i", { class: "dot", "aria-hidden": "true" }), name), name);

// --- the address bar -----------------------------------------------------------------------------------------------------

/** The page in the address bar: `#/traces/ID?name=value` is ["traces", "ID"] with its parameters. */
export function address() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  return { path: path.split("/").filter(Boolean).map(decodeURIComponent), query: new URLSearchParams(query) };
}

export function link(path, parameters = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined && one !== null && one !== "" && one !== false) query.append(name, one);
  }
  return `#/${path.map(encodeURIComponent).join("/")}${query.size ? `?${query}` : ""}`;
}

/** Goes to another page. */
export const go = (path, parameters) => { location.hash = link(path, parameters); };

/** The address whose page is shown. */
export const shown = { hash: "" };

/** Changes the parameters of the present page, so that its address can be passed on, without a new entry in the history. */
export function keep(path, parameters) {
  history.replaceState(null, "", link(path, parameters));
  shown.hash = location.hash;
}

// --- live ----------------------------------------------------------------------------------------------------------------

/**
 * Calls at once and then again, each time after the call before has ended; pauses while the page is hidden. Returns how to stop it; its `now`
 * calls at once, or once more after the call that is under way.
 */
export function every(seconds, action) {
  let timer = 0;
  let stopped = false;
  let running = false;
  let again = false;
  async function turn() {
    clearTimeout(timer);
    again = running;
    if (running || stopped) return;
    running = true;
    do {
      again = false;
      if (!document.hidden) {
        try { await action(); } catch (problem) { complain(problem); }
      }
    } while (again && !stopped);
    running = false;
    if (!stopped) timer = setTimeout(turn, seconds * 1000);
  }
  const seen = () => { if (!document.hidden) turn(); };
  document.addEventListener("visibilitychange", seen);
  turn();
  return Object.assign(() => { stopped = true; clearTimeout(timer); document.removeEventListener("visibilitychange", seen); }, { now: turn });
}

const textOfProblem = problem => problem instanceof TypeError ? "AppHost does not answer." : problem.message;

/** Shows a failure until the next success. */
export function complain(problem) {
  document.getElementById("summary").textContent = textOfProblem(problem);
  if (!(problem instanceof TypeError)) console.error(problem);
}

/** Says something about what the user has done, until they do something else. */
export function say(text) {
  document.getElementById("said").textContent = text;
}

/** Does what the user asks for, and says it if it fails. A button does nothing while it is at work. Returns whether it worked. */
export async function attempt(work, button) {
  if (button?.getAttribute("aria-busy") === "true") return false;
  button?.setAttribute("aria-busy", "true");
  say("");
  try {
    await work();
    return true;
  } catch (problem) {
    say(textOfProblem(problem));
    return false;
  } finally {
    button?.removeAttribute("aria-busy");
  }
}

const controls = element => [...element.querySelectorAll("a, button")];

/** Remembers which control of an element has the focus. The function that it returns gives the focus to the same control of a newer element. */
export function heldFocus(element) {
  const at = element.contains(document.activeElement) ? controls(element).indexOf(document.activeElement.closest("a, button")) : -1;
  return newer => {
    const all = at < 0 || !newer ? [] : controls(newer);
    // One that can no longer be pressed leaves it to its neighbour.
    const next = all[at] && !all[at].disabled ? all[at] : all.find(control => !control.disabled && !control.hidden);
    if (next && document.activeElement !== next) next.focus({ preventScroll: true });
  };
}

/** Calls once when calls have ceased for a moment. */
export function settled(action, wait = 200) {
  let timer = 0;
  return (...values) => { clearTimeout(timer); timer = setTimeout(() => action(...values), wait); };
}

// --- parts of pages ------------------------------------------------------------------------------------------------------

export function field(label, control) {
  return h("label", { class: "field" }, h("span", { text: label }), control);
}

/** A choice. `label` is its name for a screen reader. */
export function select(options, value, onchange, label) {
  const made = h("select", { "aria-label": label, onchange: () => onchange(made.value) }, options.map(option => {
    const [key, text] = Array.isArray(option) ? option : [option, option];
    return h("option", { value: key, selected: key === value }, text);
  }));
  return made;
}

export const windows = [["5m", "5 minutes"], ["15m", "15 minutes"], ["1h", "an hour"]];

const isSpan = text => /^\d+(\.\d+)?[smhd]$/.test(text);
const unitSeconds = { s: 1, m: 60, h: 3600, d: 86400 };

/** The moment, in milliseconds, before which a filter `since` leaves everything out; 0: it leaves nothing out. */
export function oldest(since) {
  if (!since) return 0;
  return isSpan(since) ? Date.now() - 1000 * parseFloat(since) * unitSeconds[since.at(-1)] : new Date(since).getTime() || 0;
}

/**
 * A choice of time: the last minutes, or from one moment to another. `filter` has `since` (a span such as `15m`, or RFC 3339) and `until`, as they
 * stand in the address of the page; `change` gets new ones.
 */
export function timeFilter(filter, change) {
  const choices = [["", "Any time"], ["5m", "Last 5 minutes"], ["15m", "Last 15 minutes"], ["1h", "Last hour"], ["6h", "Last 6 hours"], ["1d", "Last day"]];
  if (isSpan(filter.since) && !choices.some(([key]) => key === filter.since)) choices.push([filter.since, `Last ${filter.since}`]);
  const isBetween = () => Boolean(filter.until) || (Boolean(filter.since) && !isSpan(filter.since));
  // The field has the time of this browser, to the second.
  const local = text => {
    const date = new Date(isSpan(text) ? oldest(text) : text);
    return Number.isNaN(date.getTime()) ? "" : `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  };
  const moment = text => text ? new Date(text).toISOString() : "";
  const field = (name, label) => h("input", { type: "datetime-local", step: "1", "aria-label": label, value: filter[name] ? local(filter[name]) : "", onchange: event => change({ [name]: moment(event.target.value) }) });
  const [from, to] = [field("since", "From"), field("until", "To")];
  const between = h("span", { class: "between" }, from, h("span", { "aria-hidden": "true", text: "–" }), to);
  between.hidden = !isBetween();
  const made = select([...choices, ["between", "From … to …"]], isBetween() ? "between" : filter.since, value => {
    between.hidden = value !== "between";
    if (value !== "between") { from.value = to.value = ""; change({ since: value, until: "" }); return; }
    const since = new Date(Math.floor((oldest(filter.since) || Date.now() - 900000) / 1000) * 1000).toISOString();
    from.value = local(since);
    change({ since, until: "" });
    from.focus();
  }, "Time");
  return [made, between];
}

/** Names with their values. */
export function facts(entries, onpick) {
  return h("dl", { class: "facts" }, entries.filter(([, value]) => value !== null && value !== undefined && value !== "").map(([name, value]) => [
    h("dt", { text: name }),
    h("dd", {}, value instanceof Node ? value : textOf(value),
      onpick && !(value instanceof Node) ? h("button", { class: "pick", type: "button", title: "Filter by this", "aria-label": `Filter by ${name}`, onclick: () => onpick(name, textOf(value)), text: "=" }) : null),
  ]));
}

/** A pane at the side; Escape closes it. */
export function pane(title, onclose, ...content) {
  return h("aside", { class: "pane", "aria-label": title, onkeydown: event => { if (event.key === "Escape") { event.stopPropagation(); onclose(); } } },
    h("header", {}, h("h2", { text: title }), h("button", { type: "button", class: "close", "aria-label": "Close", onclick: onclose, text: "✕" })),
    h("div", { class: "scroll" }, ...content));
}

/**
 * A table whose heads sort it. Columns: { name, value(row), show(row)?, number? }. `key` names a row: its element stays as long as it is there, and
 * so does the focus in it.
 */
export function table(columns, label, key, sorted = 0, descending = false) {
  let order = sorted;
  let down = descending;
  let rows = [];
  const known = new Map(); // key → { row, tr }
  const body = h("tbody");
  const heads = columns.map((column, index) => h("th", { class: column.number ? "number" : "", scope: "col" },
    column.name ? h("button", { type: "button", onclick: () => { down = order === index ? !down : Boolean(column.number); order = index; draw(); }, text: column.name }) : h("span", { class: "hidden", text: "Actions" })));
  const root = h("table", { "aria-label": label }, h("thead", {}, h("tr", {}, heads)), body);

  function update(line) {
    columns.forEach((column, index) => {
      const shown = column.show ? column.show(line.row) : column.value(line.row);
      const cell = h("td", { class: column.number ? "number" : column.class ?? "" }, shown instanceof Node ? shown : String(shown ?? ""));
      const before = line.tr.children[index];
      if (!before) line.tr.append(cell);
      else if (!before.isEqualNode(cell)) {
        const focus = heldFocus(before);
        before.replaceWith(cell);
        focus(cell);
      }
    });
  }

  function draw() {
    heads.forEach((head, index) => index === order ? head.setAttribute("aria-sort", down ? "descending" : "ascending") : head.removeAttribute("aria-sort"));
    const value = columns[order].value;
    const compare = (a, b) => typeof a === "number" && typeof b === "number" ? a - b : String(a ?? "").localeCompare(String(b ?? ""));
    const ordered = [...rows].sort((a, b) => compare(value(a), value(b)) * (down ? -1 : 1));
    const focused = body.contains(document.activeElement) ? document.activeElement : null;
    let next = body.firstChild;
    for (const { tr } of ordered.map(row => known.get(key(row)))) {
      if (tr === next) next = next.nextSibling;
      else body.insertBefore(tr, next);
    }
    // A row that is moved loses the focus.
    if (focused && document.activeElement !== focused) focused.focus({ preventScroll: true });
  }

  function set(newRows) {
    const keys = new Set(newRows.map(key));
    for (const [name, line] of known) {
      if (!keys.has(name)) { line.tr.remove(); known.delete(name); }
    }
    rows = newRows.map(row => {
      const line = known.get(key(row)) ?? { row: {}, tr: h("tr") };
      // The same object: listeners of a button that stays see what is so now.
      for (const name of Object.keys(line.row)) delete line.row[name];
      Object.assign(line.row, row);
      known.set(key(row), line);
      update(line);
      return line.row;
    });
    draw();
  }

  return { root, set };
}

/**
 * A list of any number of rows, of which only those that are seen are elements. Arrow keys, Page Up and Down, Home and End move the
 * chosen row; Enter and a click open it.
 */
export class RowList {
  #rows = []; #shown = new Map(); #at = -1; #key;
  constructor({ label, columns, row, open, key = item => item, height = 30, empty = "Nothing yet." }) {
    Object.assign(this, { row, open, height });
    this.#key = key;
    this.id = `list-${RowList.count = (RowList.count ?? 0) + 1}`;
    this.space = h("div", { class: "space", role: "presentation" });
    this.empty = h("p", { class: "empty", text: empty });
    this.root = h("div", { class: "rows", role: "grid", tabindex: "0", "aria-label": label, onkeydown: event => this.#press(event), onscroll: () => this.#draw(), onclick: event => this.#click(event) },
      columns ? h("div", { class: "row head", role: "row" }, columns.map(name => h("span", { role: "columnheader", text: name }))) : null,
      this.space, this.empty);
    this.head = columns ? height : 0;
    new ResizeObserver(() => this.#draw()).observe(this.root);
  }

  get rows() { return this.#rows; }
  get chosen() { return this.#rows[this.#at]; }

  /** Shows other rows; the chosen one stays chosen if it is still there. */
  set(rows, atEnd = false) {
    const chosen = this.chosen && this.#key(this.chosen);
    this.#rows = rows;
    this.#at = chosen === undefined ? -1 : rows.findIndex(row => this.#key(row) === chosen);
    this.space.style.height = `${rows.length * this.height}px`;
    this.root.setAttribute("aria-rowcount", rows.length);
    this.empty.hidden = rows.length > 0;
    const [held] = [...this.#shown.values()].filter(element => element.contains(document.activeElement));
    const focus = held && { give: heldFocus(held), key: held.dataset.key };
    for (const element of this.#shown.values()) element.remove();
    this.#shown.clear();
    if (atEnd) this.root.scrollTop = this.root.scrollHeight;
    this.#draw();
    focus?.give([...this.#shown.values()].find(element => element.dataset.key === focus.key));
  }

  choose(index, open = false) {
    if (!this.#rows.length) return;
    this.#at = Math.max(0, Math.min(index, this.#rows.length - 1));
    const top = this.#at * this.height;
    const room = this.root.clientHeight - this.head;
    if (top < this.root.scrollTop) this.root.scrollTop = top;
    else if (top + this.height > this.root.scrollTop + room) this.root.scrollTop = top + this.height - room;
    this.#draw();
    this.#mark();
    if (open) this.open?.(this.chosen);
  }

  find(test, open = false) { const index = this.#rows.findIndex(test); if (index >= 0) this.choose(index, open); }

  #draw() {
    const first = Math.max(0, Math.floor(this.root.scrollTop / this.height) - 10);
    const last = Math.min(this.#rows.length, Math.ceil((this.root.scrollTop + this.root.clientHeight) / this.height) + 10);
    for (const [index, element] of this.#shown) {
      if (index < first || index >= last) { element.remove(); this.#shown.delete(index); }
    }
    for (let index = first; index < last; index++) {
      if (this.#shown.has(index)) continue;
      const element = h("div", { class: "row", role: "row", id: `${this.id}-${index}`, "aria-rowindex": index + 1, data: { index, key: this.#key(this.#rows[index]) } },
        this.row(this.#rows[index], index).map(cell => { const made = cell instanceof Node ? cell : h("span", { text: cell }); made.setAttribute("role", "gridcell"); return made; }));
      element.style.transform = `translateY(${index * this.height}px)`;
      this.space.append(element);
      this.#shown.set(index, element);
    }
    this.#mark();
  }

  #mark() {
    for (const [index, element] of this.#shown) element.setAttribute("aria-selected", index === this.#at);
    if (this.#at >= 0) this.root.setAttribute("aria-activedescendant", `${this.id}-${this.#at}`);
    else this.root.removeAttribute("aria-activedescendant");
  }

  #press(event) {
    if (event.target !== this.root || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.root.clientHeight / this.height) - 2);
    const to = { ArrowDown: this.#at + 1, j: this.#at + 1, ArrowUp: Math.max(0, this.#at - 1), k: Math.max(0, this.#at - 1), PageDown: this.#at + page, PageUp: this.#at - page, Home: 0, End: Infinity }[event.key];
    if (to !== undefined) { event.preventDefault(); this.choose(to); }
    else if (event.key === "Enter" && this.chosen) { event.preventDefault(); this.open?.(this.chosen); }
  }

  #click(event) {
    const row = event.target.closest(".row[data-index]");
    if (!row || event.target.closest("a, button")) return;
    this.choose(Number(row.dataset.index), true);
  }
}
