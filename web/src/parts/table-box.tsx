import "./listing.css";
import type { ComponentChildren } from "preact";

/** A table that scrolls sideways where it has no room: a region with a name, which the keyboard reaches. */
export function TableBox({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keyboard
    <section class="table-box" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
