import type { ComponentChildren } from "preact";
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
  return (
    <nav class="subnav" aria-label={label}>
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
