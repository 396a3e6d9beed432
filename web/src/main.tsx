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
import { clock } from "./words/format.js";
import { speak } from "./words/words.js";

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
// The first time that is written loads the browser's data of the language: a while on a slow phone, better spent while answers are awaited.
void spoken.then(() => later(() => clock(new Date().toISOString())));
// Not awaited here: the catalogue's file waits for this one to end.
void Promise.all([spoken, open()]).then(() => {
  const root = document.getElementById("app");
  if (root) {
    render(<App />, root);
  }
});
