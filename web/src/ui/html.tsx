import { useMemo } from "preact/hooks";

// The one place where a text becomes elements. `content_html` is made by the server from Markdown: HTML in it stays text, links lead to http, https
// and mail addresses only. Under Trusted Types the browser takes it from this policy alone.
interface Policy {
  createHTML(text: string): string;
}
interface Factory {
  createPolicy(name: string, rules: Policy): Policy;
}

const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
const policy: Policy = (factory ?? { createPolicy: (_: string, rules: Policy) => rules }).createPolicy("community", {
  createHTML: (text) => text,
});

/** HTML that the server has made safe. */
export function ServerHtml({ html }: { html: string }) {
  const trusted = useMemo(() => ({ __html: policy.createHTML(html) }), [html]);
  return <div class="prose" dir="auto" dangerouslySetInnerHTML={trusted} />;
}
