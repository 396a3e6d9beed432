import { Base } from "../app/router.js";

/** The client's address for a link that the API gave: its path is the same below /app. Other addresses stay. */
export const linkTo = (link: string): string =>
  link.startsWith("/") && !link.startsWith("//") ? Base + link.replace(/^\/app(?=\/)/, "") : link;
