// The files that the service worker keeps, so that the client works without a network.

/** The parts of a built file that decide. */
export interface BuiltFile {
  type: "chunk" | "asset";
  fileName: string;
  name?: string;
  isEntry?: boolean;
  moduleIds?: string[];
  imports?: string[];
}

/** Screens that are kept from the start. */
const Screens = /\/screens\/(discover|mine|ticket|event|organize\/scan|talk|messages|palette)(\/|\.tsx$)/;

/**
 * `first`: the files of these screens, with all that they import, the styles, and the reader of QR codes. `rest`: the scripts of all other
 * screens, which are fetched when the first page has long been there.
 */
export function offlineFiles(bundle: Record<string, BuiltFile>): { first: string[]; rest: string[] } {
  const first = new Set<string>();
  const take = (name: string) => {
    const chunk = bundle[name];
    if (chunk?.type === "chunk" && !first.has(name)) {
      first.add(name);
      chunk.imports?.forEach(take);
    }
  };
  for (const [name, file] of Object.entries(bundle)) {
    if (file.type === "asset" ? /\.(css|woff2)$|^assets\/qr-worker[^/]*\.js$/.test(name) : false) {
      first.add(name);
    } else if (file.isEntry || file.moduleIds?.some((id) => Screens.test(id)) || /^(refusals-)?ar$/.test(file.name ?? "")) {
      take(name);
    }
  }
  const rest = Object.keys(bundle).filter((name) => bundle[name]?.type === "chunk" && !first.has(name));
  return { first: [...first, "index.html", "icon.svg", "manifest.webmanifest", "manifest-ar.webmanifest"].sort(), rest: rest.sort() };
}
