import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { go } from "../app/router.js";

/** The parts of a screen, each with an address of its own. A change of the part is no step in the history. */
export function SubNav({
  label,
  links,
  here,
}: {
  label: string;
  links: readonly (readonly [path: string, text: ComponentChildren])[];
  here: string;
}) {
  const nav = useRef<HTMLElement>(null);
  const show = (link: Element | null | undefined) => {
    const box = nav.current;
    const edges = link?.getBoundingClientRect();
    if (box && edges) {
      const { left, right } = box.getBoundingClientRect();
      box.scrollLeft += Math.max(0, edges.right - right) - Math.max(0, left - edges.left);
    }
  };
  // On a phone the present part may be beyond the edge, also when the font of the page comes later than its links.
  useLayoutEffect(() => {
    const showPresent = () => show(nav.current?.querySelector("[aria-current]"));
    showPresent();
    void document.fonts?.ready.then(showPresent);
  }, [here, links.length]);
  return (
    // Chromium does not bring a link with the focus back from beyond the start where the page runs from the right.
    <nav ref={nav} class="subnav" aria-label={label} onFocusIn={(focus) => show(focus.target as Element)}>
      {links.map(([path, text]) => (
        <a
          key={path}
          href={path}
          aria-current={path === here ? "page" : undefined}
          onClick={(click) => {
            if (click.button === 0 && !click.metaKey && !click.ctrlKey) {
              click.preventDefault();
              go(path, { isStep: false });
            }
          }}
        >
          {text}
        </a>
      ))}
    </nav>
  );
}
