import { type Signal, signal } from "@preact/signals";
import { place } from "../../app/router.js";

/** Characters: the server makes none that is longer. */
const Longest = 200;

/** A mailed link, and what has become of it. */
export interface MailedLink {
  readonly token: string;
  readonly state: Signal<"ready" | "done" | "invalid" | "missing">;
}

/** By the path of the screen. They are kept here only, for a screen that is made anew when the person becomes known or is signed out. */
const links = new Map<string, MailedLink>();

/** The link that led here. Its token is in the fragment, which no server sees, and is taken from the address bar at once. */
export function mailedLink(): MailedLink {
  const { path } = place.peek();
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given !== null) {
    links.set(path, linkOf(given.length <= Longest ? given : ""));
    history.replaceState(history.state, "", location.pathname + location.search);
  }
  return links.get(path) ?? linkOf("");
}

const linkOf = (token: string): MailedLink => ({ token, state: signal(token ? "ready" : "missing") });
