// Faults on demand, to show and to try what the others do: a resource is stopped, killed, frozen, slow, cut off, or has a wrong clock.
import { api, attempt, every, h, select, serviceMark, span, table } from "../ui.js";

const kinds = [
  ["kill", "Kill", "Ends all its processes at once (-9). It is started again."],
  ["freeze", "Freeze", "Its processes do nothing: requests to it are never answered, as if the network were cut."],
  ["slow", "Slow", "Its processes run a tenth of the time."],
  ["cut", "Cut off", "It runs, and nothing goes through its connections (needs up --links)."],
  ["jump", "Clock", "Its clock is ten minutes ahead (needs up --clocks)."],
  ["recover", "Recover", "Ends its fault now."],
  ["stop", "Stop", "Stops it in order, until it is started."],
  ["start", "Start", ""],
];

export function open(root) {
  let seconds = "30";
  const said = h("p", { class: "count", role: "status" });
  const list = table([
    { name: "Resource", value: resource => resource.name, show: resource => serviceMark(resource.name) },
    { name: "State", value: resource => resource.state, show: resource => h("span", { class: `state ${resource.state}`, text: resource.state }) },
    { name: "Fault", value: resource => resource.fault?.kind ?? "", show: resource => resource.fault ? h("span", { class: "failed", text: `${resource.fault.kind.replaceAll("_", " ")}${resource.fault.from ? ` from ${resource.fault.from}` : ""} for ${span(Math.max(0, (new Date(resource.fault.until) - Date.now()) / 1000))}` }) : "" },
    { name: "", value: () => 0, class: "actions", show: resource => h("span", {}, kinds.map(([action, title, hint]) => h("button", {
      type: "button", title: hint, "aria-label": `${title} ${resource.name}`, class: action === "kill" ? "danger" : "", disabled: !isPossible(action, resource), onclick: event => act(event.target, resource, action), text: title }))) },
  ], "Faults", resource => resource.name);
  root.append(h("header", { class: "bar" }, h("h1", { text: "Faults" }), h("label", {}, "Freeze, slow, cut off and clock last ",
    select([["10", "10 s"], ["30", "30 s"], ["60", "1 min"], ["300", "5 min"]], seconds, value => { seconds = value; })), said),
  h("div", { class: "column" }, h("section", { class: "card", "aria-label": "Faults" }, h("p", { text: "For demonstrations and tests. Freeze, slow, cut off and clock end by themselves; messages, orders and seats must survive all of it." }), list.root)));

  function isPossible(action, resource) {
    if (action === "start") return resource.state === "stopped";
    if (action === "recover") return Boolean(resource.fault);
    return Boolean(resource.pid);
  }

  async function act(button, resource, action) {
    const question = { kill: "Kill", stop: "Stop", freeze: "Freeze" }[action];
    if (question && !confirm(`${question} ${resource.name}?`)) return;
    await attempt(async () => {
      said.textContent = "";
      await api(`/api/resources/${encodeURIComponent(resource.name)}/${action}`, ["freeze", "slow", "cut", "jump"].includes(action) ? { seconds } : {}, { method: "POST" });
      said.textContent = `${resource.name}: ${action}`;
    }, button);
    reading.now();
  }

  async function read() {
    list.set((await api("/api/resources")).filter(resource => resource.state && !resource.host));
  }

  const reading = every(2, read);
  return reading;
}
