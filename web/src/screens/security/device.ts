/** "Firefox on Linux", from a User-Agent. */
export function device(agent: string | null): string {
  const browser = /(Firefox|Edg|OPR|Chrome|Safari)\//
    .exec(agent ?? "")?.[1]
    ?.replace("Edg", "Edge")
    .replace("OPR", "Opera");
  const system = /(Android|iPhone|iPad|Windows|Mac OS X|Linux)/.exec(agent ?? "")?.[1];
  return browser || system ? [browser, system].filter(Boolean).join(" · ") : (agent ?? "").slice(0, 60);
}
