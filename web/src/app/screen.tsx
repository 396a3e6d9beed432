import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { words } from "../words/words.js";
import { arrived, keptScroll } from "./router.js";

let isFirst = true;

/** Milliseconds for which a page may grow to the height that it had. */
const Patience = 5000;

/** Scrolls to where the reader was, as soon as the content reaches that far; a reader who moves is left alone. */
function scrollBack(top: number): () => void {
  scrollTo(0, top);
  if (top === 0) {
    return () => {};
  }
  const watch = new ResizeObserver(() => {
    if (scrollY < top - 1) {
      scrollTo(0, top);
    }
  });
  const moves = ["wheel", "touchmove", "pointerdown", "keydown"];
  const end = () => {
    clearTimeout(timer);
    watch.disconnect();
    for (const move of moves) {
      removeEventListener(move, end);
    }
  };
  const timer = setTimeout(end, Patience);
  for (const move of moves) {
    addEventListener(move, end, { passive: true });
  }
  watch.observe(document.body);
  return end;
}

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
      return undefined;
    }
    main.current?.focus({ preventScroll: true });
    return scrollBack(keptScroll());
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
