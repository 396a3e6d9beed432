// A link in a text that somebody wrote may lead to another site: the reader sees the address before, and decides.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { persons } from "./api.js";
import { place } from "./router.js";
import { Suspended } from "./suspended.js";

const asked = signal<URL | undefined>(undefined);
/** Sites that the reader has gone to since the page was loaded. */
const visited = new Set<string>();
/** The button that opens a menu, in which the reader has the address and decides. */
const MenuButton = 2;

/** Of a click in such a text: asks instead, once for each site. The client stays open beside the site. */
export function askBeforeLeaving(click: MouseEvent): void {
  const link = (click.target as Element).closest?.("a");
  if (click.button === MenuButton || !link || !/^https?:$/.test(link.protocol) || link.origin === location.origin) {
    return;
  }
  link.target = "_blank";
  if (!visited.has(link.origin)) {
    click.preventDefault();
    asked.value = new URL(link.href);
  }
}

const close = () => {
  asked.value = undefined;
};

/** The dialog; its code comes with the first question. It ends with the screen, and with the person. */
export function LeavingDialog() {
  useEffect(close, [place.value.path]);
  useEffect(() => {
    close();
    visited.clear();
  }, [persons.value]);
  const address = asked.value;
  if (!address) {
    return null;
  }
  const load = () =>
    import("../parts/leaving.js").then(
      (module) => module.Leaving,
      (error: unknown) => {
        // The next click asks for it again.
        close();
        throw error;
      },
    );
  const end = (isLeft: boolean) => {
    if (isLeft) {
      visited.add(address.origin);
    }
    close();
  };
  return <Suspended key={address.href} load={load} props={{ address, onEnd: end }} />;
}
