// Outboxes (events that wait for the broker) and error queues (messages that a consumer gave up on), with replay and delete.
import { api, attempt, every, facts, h, pane, serviceMark, span, table } from "../ui.js";

export function open(root) {
  let showAll = false;
  let queues = [];
  const outboxes = table([
    { name: "Database", value: outbox => outbox.database, show: outbox => serviceMark(outbox.database) },
    { name: "Waiting", value: outbox => outbox.depth ?? -1, number: true, show: outbox => outbox.problem ? h("span", { class: "failed", text: outbox.problem }) : outbox.depth },
    { name: "Oldest", value: outbox => outbox.oldest_seconds ?? -1, number: true, show: outbox => outbox.oldest_seconds === null ? "" : h("span", { class: outbox.oldest_seconds > 60 ? "failed" : "", text: span(outbox.oldest_seconds) }) },
  ], "Outboxes", outbox => outbox.database);
  const list = table([
    { name: "Resource", value: queue => queue.service, show: queue => serviceMark(queue.service) },
    { name: "Consumer's queue", value: queue => queue.queue, show: queue => queue.failed ? h("button", { class: "name", type: "button", onclick: () => attempt(() => show(queue)), text: queue.queue }) : queue.queue },
    { name: "Failed", value: queue => queue.failed, number: true, show: queue => h("span", { class: queue.failed ? "failed" : "", text: queue.failed }) },
    { name: "", value: () => 0, class: "actions", show: queue => queue.failed ? h("span", {},
      h("button", { type: "button", onclick: event => act(event.target, queue, "replay"), text: "Replay" }), h("button", { type: "button", class: "danger", onclick: event => act(event.target, queue, "delete"), text: "Delete" })) : h("span") },
  ], "Error queues", queue => `${queue.service} ${queue.queue}`, 2, true);
  const note = h("p", { class: "empty", text: "No consumer has given up on a message." });
  const said = h("p", { class: "count", role: "status" });
  const problems = h("div", { class: "problems" });
  const all = h("input", { type: "checkbox", onchange: () => { showAll = all.checked; draw(); } });
  const side = h("div", { class: "side" });
  root.append(h("header", { class: "bar" }, h("h1", { text: "Queues" }), h("label", {}, all, " Show empty queues"), said),
    h("div", { class: "split" }, h("div", { class: "column grow" },
      h("section", { class: "card", "aria-label": "Outboxes" }, h("h2", { text: "Outboxes: events that wait for the broker" }), outboxes.root),
      h("section", { class: "card", "aria-label": "Error queues" }, h("h2", { text: "Error queues: messages that a consumer gave up on" }), problems, list.root, note)), side));

  function draw() {
    const shown = queues.filter(queue => showAll || queue.failed);
    note.hidden = shown.length > 0;
    list.root.hidden = !shown.length;
    list.set(shown);
  }

  const path = queue => `/api/queues/${encodeURIComponent(queue.service)}/${encodeURIComponent(queue.queue)}`;

  async function act(button, queue, action) {
    if (action === "delete" && !confirm(`Delete ${queue.failed} messages of ${queue.queue} for good?`)) return;
    const name = queue.queue;
    await attempt(async () => {
      said.textContent = "";
      const answer = await (action === "replay" ? api(`${path(queue)}/replay`, {}, { method: "POST" }) : api(path(queue), {}, { method: "DELETE" }));
      said.textContent = action === "replay" ? `${answer.count} messages of ${name} were sent to their consumer again.` : `${answer.count} messages of ${name} were deleted.`;
      side.replaceChildren();
    }, button);
    reading.now();
  }

  async function show(queue) {
    const messages = (await api(path(queue))).items;
    side.replaceChildren(pane(queue.queue, () => side.replaceChildren(), h("p", { text: `The oldest ${messages.length} of ${queue.failed}.` }),
      ...messages.map(message => h("details", { open: messages.length === 1 }, h("summary", { text: message.reason ?? "without a reason" }),
        facts([["Event", message.message_id], ["Failed at", message.failed_at]]), h("pre", { class: "full", text: JSON.stringify(message.body, null, 2) })))));
  }

  async function read() {
    const found = await api("/api/queues");
    queues = found.error_queues;
    outboxes.set(found.outboxes);
    problems.replaceChildren(...Object.entries(found.problems).map(([service, problem]) => h("p", { class: "failed", text: `${service}: ${problem}` })));
    draw();
  }

  const reading = every(5, read);
  return reading;
}
