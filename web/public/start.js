// Starts the client on a page that the server rendered: at once for a person who was here before, else when the reader first does something, or a
// picture is not there (the server scales only a few at a time; the client asks again). Until then the page costs these lines, and reading and
// following links needs no more.
const { client } = document.querySelector("script[data-client]").dataset;
const kept = (name) => {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
};
const signs = ["pointermove", "pointerdown", "keydown", "scroll", "focusin", "error"];
const isMissing = (image) => image.complete && image.naturalWidth === 0;
const start = (event) => {
  // Where a page runs from the right, Chromium tells of a scrolling while it lays it out.
  if (event?.type === "scroll" && event.target === document && scrollY === 0) {
    return;
  }
  // A pointer that rests where a page opens is reported once, too.
  if (event?.type === "pointermove" && event.movementX === 0 && event.movementY === 0) {
    return;
  }
  for (const sign of signs) {
    removeEventListener(sign, start, true);
  }
  // The client is one or more files.
  for (const file of client.split(" ")) {
    import(file);
  }
};
const language = kept("community.language");
const isOther = language && language !== document.documentElement.lang;
if (kept("community.me") || isOther || [...document.images].some(isMissing)) {
  start();
} else {
  for (const sign of signs) {
    addEventListener(sign, start, { capture: true, passive: true });
  }
}
