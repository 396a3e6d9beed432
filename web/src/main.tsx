import "./styles/base.css";
import "./styles/tokens.css";
import { render } from "preact";
import { recall } from "./app/api.js";
import { App, open } from "./app/app.js";
import { restoreComfort } from "./app/comfort.js";
import { later } from "./app/later.js";
import { watchManifest } from "./app/manifest.js";
import { keepScreens } from "./app/offline.js";
import { watchPictures } from "./app/pictures.js";
import { listen } from "./app/router.js";
import { restoreScheme } from "./app/scheme.js";
import { policy } from "./app/trusted.js";
import { start } from "./store/feed.js";
import { ago, clock, day } from "./words/format.js";
import { speak, words } from "./words/words.js";

/** Milliseconds. */
const TicketDelay = 4000;

restoreScheme();
restoreComfort();
// Not with the server for work on the client: there the files have no hashes.
if (import.meta.env.PROD && "serviceWorker" in navigator) {
  // After the first page, which must not wait for it.
  addEventListener("load", () => {
    navigator.serviceWorker.register(policy.createScriptURL("/app/worker.js"), { scope: "/app/" }).catch(() => {});
    keepScreens();
  });
}
// The tickets of coming events are on the device before the way to the door begins. The first page does not wait for them.
addEventListener("load", () => {
  setTimeout(() => void import("./parts/tickets.js").then((tickets) => tickets.followTickets()).catch(() => {}), TicketDelay);
});
listen();
watchPictures();
watchManifest();
start();
void recall();
const spoken = speak();
// What is written for the first time loads the browser's data of the language: a while on a slow phone, better spent while answers are awaited,
// and in tasks of their own.
void spoken.then(() => {
  const now = new Date().toISOString();
  for (const write of [() => clock(now), () => day(now), () => ago(now), () => words.value.threads.messages(2)]) {
    later(write);
  }
});
// Not awaited here: the catalogue's file waits for this one to end.
void Promise.all([spoken, open()]).then(() => {
  const root = document.getElementById("app");
  if (root) {
    render(<App />, root);
  }
});
