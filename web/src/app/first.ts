// What the server's page has brought: the data that it was rendered from. A screen takes it once, instead of reading it again.
import type { Schemas } from "@community/sdk";

interface First {
  events?: Schemas["PageOfEventView"];
  event?: Schemas["EventView"];
  community?: Schemas["CommunityView"];
  user?: Schemas["PublicUserView"];
}

const given: First = JSON.parse(document.getElementById("first")?.textContent ?? "{}");

/** What came with the page; undefined: it did not, or it was taken. It is what everyone may see: a person who is signed in sees more. */
export const came = <Kind extends keyof First>(kind: Kind): First[Kind] => given[kind];

/** As `came`, and the next one reads it anew. */
export function take<Kind extends keyof First>(kind: Kind): First[Kind] {
  const one = given[kind];
  delete given[kind];
  return one;
}
