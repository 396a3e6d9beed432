// The data from which the server rendered the page. A screen takes it once, instead of reading it again.
import type { Schemas } from "@community/sdk";

interface First {
  events?: Schemas["PageOfEventView"];
  event?: Schemas["EventView"];
  community?: Schemas["CommunityView"];
  user?: Schemas["PublicUserView"];
}

const given: First = JSON.parse(document.getElementById("first")?.textContent ?? "{}");

/** The data of the page; undefined: there are none, or they were taken. They are public: a signed-in person sees more. */
export const came = <Kind extends keyof First>(kind: Kind): First[Kind] => given[kind];

/** As `came`, and the next one reads it anew. */
export function take<Kind extends keyof First>(kind: Kind): First[Kind] {
  const one = given[kind];
  delete given[kind];
  return one;
}
