// The router: a path of the address bar and the screen that shows it, each loaded when it is first needed.
import { computed, signal } from "@preact/signals";
import type { ComponentType } from "preact";

export const Base = "/app";

export type Parameters = Record<string, string>;
export interface ScreenProps {
  parameters: Parameters;
}
type Load = () => Promise<{ default: ComponentType<ScreenProps> }>;
export interface RouteLine {
  pattern: string;
  load: Load;
}

const here = () => ({ path: screenOf(location.pathname), search: location.search });

/** The address of a screen in this client, also for the pages that the server renders: /e/…, /c/…, /u/…, and the start. */
export function screenOf(path: string): string {
  if (path === Base || path.startsWith(`${Base}/`)) {
    return path;
  }
  const [, kind, name = ""] = path.split("/");
  const id = /([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/.exec(name)?.slice(1).join("-") ?? name;
  return Base + ({ "": "/", e: `/events/${id}`, c: `/communities/${id}`, u: `/u/${name}` }[kind ?? ""] ?? path);
}

/** The public address of an event or a community. */
export const publicAddress = (kind: "e" | "c", id: string): string => `${location.origin}/${kind}/${id}`;

/** Where the reader is: the path is that of the screen. */
export const place = signal(here());
/** The path whose screen is shown: it follows that of the address when the screen's code is here. */
export const arrived = signal(place.peek().path);
export const query = computed(() => new URLSearchParams(place.value.search));

/** The line whose pattern a path fits, with the values of its `:names`. */
export function match(lines: readonly RouteLine[], path: string): { line: RouteLine; parameters: Parameters } | undefined {
  const parts = split(path.startsWith(Base) ? path.slice(Base.length) : path);
  for (const line of lines) {
    const names = split(line.pattern);
    if (names.length === parts.length && names.every((name, index) => name.startsWith(":") || name === parts[index])) {
      const parameters: Parameters = {};
      names.forEach((name, index) => {
        if (name.startsWith(":")) {
          parameters[name.slice(1)] = decoded(parts[index] ?? "");
        }
      });
      return { line, parameters };
    }
  }
  return undefined;
}

/** The text of a part of a path; as it is where it is none, such as "100%". */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const split = (path: string) => path.split("/").filter(Boolean);

/** The address of a screen, for `href`. */
export const to = (path: string): string => Base + path;

/** Goes to a screen. `isStep: false` replaces the present entry of the history, for filters and after a form. */
export function go(path: string, { isStep = true }: { isStep?: boolean } = {}): void {
  const target = path.startsWith(Base) ? path : to(path);
  if (isStep) {
    keepScroll();
    history.pushState({ entry: crypto.randomUUID() }, "", target);
  } else {
    history.replaceState(history.state, "", target);
  }
  place.value = here();
}

/** Sets or clears (empty) parameters of the query, without a step in the history. */
export function setQuery(changes: Record<string, string>): void {
  const next = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value) {
      next.set(name, value);
    } else {
      next.delete(name);
    }
  }
  const text = next.toString();
  go(place.value.path + (text ? `?${text}` : ""), { isStep: false });
}

function keepScroll(): void {
  history.replaceState({ ...(history.state as object), scroll: scrollY }, "");
}

/** How far the page was scrolled when the reader left it; 0 for a new one. */
export const keptScroll = (): number => (history.state as { scroll?: number } | null)?.scroll ?? 0;

/** The name of the present entry of the history. */
export function entry(): string {
  const state = history.state as { entry?: string } | null;
  if (state?.entry) {
    return state.entry;
  }
  const made = crypto.randomUUID();
  history.replaceState({ ...state, entry: made }, "");
  return made;
}

/** Follows links within the client without loading the page anew. */
export function listen(): void {
  history.scrollRestoration = "manual";
  addEventListener("popstate", () => {
    place.value = here();
  });
  addEventListener("pagehide", keepScroll);
  // A notification that was opened: the worker waits for the answer.
  navigator.serviceWorker?.addEventListener("message", ({ data, ports }: MessageEvent<{ go?: string } | undefined>) => {
    if (data?.go) {
      go(data.go);
      ports[0]?.postMessage("gone");
    }
  });
  document.addEventListener("click", (click) => {
    const link = (click.target as Element).closest?.("a");
    const isPlain = click.button === 0 && !click.metaKey && !click.ctrlKey && !click.shiftKey && !click.altKey;
    if (!link || !isPlain || click.defaultPrevented || link.target || link.hasAttribute("download") || link.origin !== location.origin) {
      return;
    }
    if (link.pathname === Base || link.pathname.startsWith(`${Base}/`)) {
      if (link.hash && link.pathname === location.pathname) {
        return;
      }
      click.preventDefault();
      go(link.pathname + link.search);
    }
  });
}
