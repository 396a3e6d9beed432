import { useMemo } from "preact/hooks";
import { policy } from "../app/trusted.js";

/** HTML that the server has made safe. The one place where a text becomes elements. */
export function ServerHtml({ html }: { html: string }) {
  const trusted = useMemo(() => ({ __html: policy.createHTML(html) }), [html]);
  return <div class="prose" dir="auto" dangerouslySetInnerHTML={trusted} />;
}
