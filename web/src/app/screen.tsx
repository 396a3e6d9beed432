import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { words } from "../words/words.js";
import { arrived, keptScroll } from "./router.js";

let isFirst = true;

/** A screen: sets the title of the page, has a heading from its first paint, and moves the focus to it after a navigation, so that a screen reader says where one is. */
export function Screen({ title, class: name, children }: { title: string; class?: string; children: ComponentChildren }) {
  const main = useRef<HTMLElement>(null);
  const product = words.value.product;
  useEffect(() => {
    document.title = title ? `${title} · ${product}` : product;
  }, [title, product]);
  useEffect(() => {
    if (isFirst) {
      isFirst = false;
      return;
    }
    main.current?.focus({ preventScroll: true });
    scrollTo(0, keptScroll());
    // A screen for several addresses stays when one leads to the other.
  }, [arrived.value]);
  return (
    <main ref={main} id="main" tabIndex={-1} aria-label={title} class={`screen ${name ?? ""}`}>
      {/* While the content loads; app.css hides it as soon as the content has a heading of its own. */}
      {title && <h1 class="visually-hidden screen-heading">{title}</h1>}
      {children}
    </main>
  );
}
