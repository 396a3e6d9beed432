// The mails and text messages that the services of a local run wrote to files instead of sending them.
import { api, clock, every, facts, h, keep, pane, RowList, settled } from "../ui.js";

export function open(root, [chosen]) {
  let letters = [];
  let text = "";
  const list = new RowList({
    label: "Mails and text messages", columns: ["Time", "Kind", "To", "Subject"], key: letter => letter.id, height: 34, empty: "Nothing has been sent yet. Register with a mail address, and the confirmation appears here.",
    row: letter => [h("time", { text: clock(letter.at) }), letter.kind === "sms" ? "SMS" : "Mail", h("span", { class: "message", text: letter.to }), h("span", { class: "message", text: letter.subject || letter.text })],
    open: show,
  });
  const side = h("div", { class: "side wide" });
  const search = h("input", { type: "search", placeholder: "Search", "aria-label": "Search mails", oninput: settled(() => { text = search.value.toLowerCase(); draw(); }) });
  root.append(h("header", { class: "bar" }, h("h1", { text: "Mail and SMS" }), search), h("div", { class: "split" }, h("section", { class: "card grow list-mails" }, list.root), side));

  const draw = () => list.set(letters.filter(letter => `${letter.to} ${letter.subject} ${letter.text}`.toLowerCase().includes(text)));

  function show(letter) {
    keep(["mails", letter.id], {});
    side.replaceChildren(pane(letter.subject || "Text message", () => { keep(["mails"], {}); side.replaceChildren(); },
      facts([["To", letter.to], ["Time", new Date(letter.at).toLocaleString()], ["File", letter.id]]), h("pre", { class: "letter" }, linked(letter.text))));
  }

  async function read() {
    const found = (await api("/api/mails")).items;
    const first = !letters.length;
    if (found.length === letters.length && found[0]?.id === letters[0]?.id && found[0]?.at === letters[0]?.at) return;
    letters = found;
    draw();
    if (first && chosen) list.find(letter => letter.id === chosen, true);
  }

  return every(2, read);
}

// Addresses in the text become links; only those of the web.
const linked = text => text.split(/(https?:\/\/[^\s<>"]+)/).map((part, index) => index % 2 ? h("a", { href: part, target: "_blank", rel: "noopener noreferrer", text: part }) : part);
