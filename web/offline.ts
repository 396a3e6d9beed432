// The files that the service worker keeps from the start, so that the client works without a network.

/** The parts of a built file that decide. */
export interface BuiltFile {
  type: "chunk" | "asset";
  fileName: string;
  name?: string;
  isEntry?: boolean;
  facadeModuleId?: string | null;
  imports?: string[];
}

/** Screens that open without a network. */
const Screens = /\/screens\/(discover|mine|ticket|event|organize\/scan|talk|messages)(\/|\.tsx$)/;

/** The names of the files of these screens, with all that they import, the styles, and the reader of QR codes. */
export function offlineFiles(bundle: Record<string, BuiltFile>): string[] {
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
    } else if (file.isEntry || Screens.test(file.facadeModuleId ?? "") || file.name === "ar") {
      take(name);
    }
  }
  return [...first, "index.html", "icon.svg", "manifest.webmanifest"].sort();
}
