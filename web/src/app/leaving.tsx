// A link in a text that somebody wrote may lead to another site: the reader sees the address before, and decides.
import { signal } from "@preact/signals";
import { Suspended } from "./suspended.js";

const asked = signal<URL | undefined>(undefined);
/** Sites that the reader has gone to since the page was loaded. */
const visited = new Set<string>();

/** The button that opens a menu, in which the reader has the address and decides. */
const MenuButton = 2;

/** Of a click in such a text: asks instead, once for each site. */
export function askBeforeLeaving(click: MouseEvent): void {
  const link = (click.target as Element).closest?.("a");
  if (
    click.button !== MenuButton &&
    link &&
    /^https?:$/.test(link.protocol) &&
    link.origin !== location.origin &&
    !visited.has(link.origin)
  ) {
    click.preventDefault();
    asked.value = new URL(link.href);
  }
}

/** The dialog; its code comes with the first question. */
export function LeavingDialog() {
  const address = asked.value;
  const end = (isLeft: boolean) => {
    if (isLeft && address) {
      visited.add(address.origin);
    }
    asked.value = undefined;
  };
  return address ? (
    <Suspended
      key={address.href}
      load={() => import("../parts/leaving.js").then((module) => module.Leaving)}
      props={{ address, onEnd: end }}
    />
  ) : null;
}
