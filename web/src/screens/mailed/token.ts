import { place } from "../../app/router.js";

/** Characters: the server makes none that is longer. */
const Longest = 200;

/** By the path of the screen. They are kept here only, for a screen that is made anew when the person becomes known. */
const tokens = new Map<string, string>();

/** The token of a mailed link. It is in the fragment, which no server sees, and is taken from the address bar at once. */
export function mailedToken(): string {
  const { path } = place.peek();
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given !== null) {
    tokens.set(path, given.length <= Longest ? given : "");
    history.replaceState(history.state, "", location.pathname + location.search);
  }
  return tokens.get(path) ?? "";
}
