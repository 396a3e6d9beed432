// The client's one policy for Trusted Types: all texts that become elements or code pass it.
interface Policy {
  createHTML(text: string): string;
  createScriptURL(address: string): string;
}
interface Factory {
  createPolicy(name: string, rules: Policy): Policy;
}

const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;

export const policy: Policy = (factory ?? { createPolicy: (_: string, rules: Policy) => rules }).createPolicy("community", {
  // `content_html` is made by the server from Markdown: HTML in it stays text, links lead to http, https and mail addresses only.
  createHTML: (text) => text,
  // Workers are files of this client.
  createScriptURL: (address) => {
    const { origin, pathname } = new URL(address, location.href);
    if (origin !== location.origin || !pathname.startsWith("/app/")) {
      throw new TypeError(`${address} is no file of this client.`);
    }
    return address;
  },
});
