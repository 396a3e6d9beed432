import { useMemo } from "preact/hooks";
import { askBeforeLeaving } from "../app/leaving.js";
import { policy } from "../app/trusted.js";

/** HTML that the server has made safe. The one place where a text becomes elements. */
export function ServerHtml({ html }: { html: string }) {
  const trusted = useMemo(() => ({ __html: policy.createHTML(html) }), [html]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: the links in it are clicked, by the keyboard too
    <div class="prose" dir="auto" onClick={askBeforeLeaving} onAuxClick={askBeforeLeaving} dangerouslySetInnerHTML={trusted} />
  );
}
