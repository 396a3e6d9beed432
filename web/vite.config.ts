import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build, defineConfig, minifySync, type Plugin } from "vite";
import { type BuiltFile, offlineFiles } from "./offline.js";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Writes a .br and a .gz beside each text file of the build, where that is shorter: the gateway sends them as they are. */
function compressed(): Plugin {
  let folder = "";
  return {
    name: "compressed",
    apply: "build",
    configResolved: (config) => {
      folder = config.build.outDir;
    },
    closeBundle: () => {
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !/\.(html|js|css|svg|webmanifest|json)$/.test(entry.name)) {
          continue;
        }
        const path = join(entry.parentPath, entry.name);
        const whole = readFileSync(path);
        const parts = {
          br: brotliCompressSync(whole, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
          gz: gzipSync(whole, { level: 9 }),
        };
        for (const [extension, bytes] of Object.entries(parts)) {
          if (bytes.length < whole.length) {
            writeFileSync(`${path}.${extension}`, bytes);
          }
        }
      }
    },
  };
}

/** The worker of qr-scanner as a file: the package itself would make it from a text, which the policy of the page forbids. */
function qrWorker(): Plugin {
  const name = "virtual:qr-worker";
  return {
    name: "qr-worker",
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load(id) {
      if (id !== `\0${name}`) {
        return undefined;
      }
      const whole = readFileSync(here("node_modules/qr-scanner/qr-scanner-worker.min.js"), "utf8");
      const text = /new Blob\(\[`([\s\S]*)`\]/.exec(whole)?.[1];
      if (!text) {
        throw new Error("qr-scanner has no worker in the known place.");
      }
      // It is one script by itself, so that its names can be shorter than its author made them.
      const source = minifySync(name, text.replace(/\\([`\\$])/g, "$1"), { mangle: { toplevel: true } }).code;
      // With the server for work on the client there are no files to emit.
      if (this.meta.watchMode) {
        return `export default URL.createObjectURL(new Blob([${JSON.stringify(source)}], { type: "application/javascript" }));`;
      }
      const file = this.emitFile({ type: "asset", name: "qr-worker.js", source });
      return `export default import.meta.ROLLUP_FILE_URL_${file};`;
    },
  };
}

/**
 * The hub is reached by WebSocket alone, without a negotiation and without SignalR's own buffer (the SDK says so): a connection of ours
 * knows only that way, and the buffer, streams and its own reconnection are never used, but imported.
 */
function webSocketAlone(): Plugin {
  const name = "\0unused";
  return {
    name: "web-socket-alone",
    enforce: "pre",
    resolveId: (id, from) =>
      !from?.includes("/@microsoft/signalr/")
        ? undefined
        : /\/HttpConnection(\.js)?$/.test(id)
          ? here("src/hub/connection.ts")
          : /\/HubConnectionBuilder(\.js)?$/.test(id)
            ? here("src/hub/builder.ts")
            : /\/(MessageBuffer|Subject|DefaultReconnectPolicy)(\.js)?$/.test(id)
              ? name
              : undefined,
    // Its logger is switched off.
    transform: (code, id) =>
      id.includes("/@microsoft/signalr/")
        ? {
            code: code.replace(/this\._logger\.log\(.*\);$/gm, ";"),
            map: null,
          }
        : undefined,
    load: (id) =>
      id === name ? "export class MessageBuffer {} export class Subject {} export class DefaultReconnectPolicy {}" : undefined,
  };
}

/**
 * Names in the page what is needed at once, so that it is on its way together with the frame: the frame's own runtime, and the font for Latin
 * letters. Arabic letters: src/words/words.ts.
 */
function ahead(): Plugin {
  const tag = (href: string, attrs: Record<string, string | boolean>) => ({
    tag: "link",
    attrs: { ...attrs, href: `/app/${href}`, crossorigin: true },
    injectTo: "head" as const,
  });
  return {
    name: "ahead",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: (_, { bundle }) =>
        Object.keys(bundle ?? {}).flatMap((name) =>
          /\/rolldown-runtime-[^/]*\.js$/.test(name)
            ? [tag(name, { rel: "modulepreload" })]
            : /-latin-.*\.woff2$/.test(name)
              ? [tag(name, { rel: "preload", as: "font", type: "font/woff2" })]
              : [],
        ),
    },
  };
}

/** Vite's helper around each import() loads styles and files ahead. Here are one file of styles, and no files ahead: an import is enough. */
function plainImports(): Plugin {
  return {
    name: "plain-imports",
    apply: "build",
    enforce: "pre",
    load: (id) => (id.endsWith("vite/preload-helper.js") ? "export const __vitePreload = (load) => load();" : undefined),
  };
}

/** A node of a parsed script, as far as it is looked at here. */
interface Node {
  type: string;
  start: number;
  end: number;
  [part: string]: unknown;
}

/**
 * Puts the languages of a catalogue beside each other, so that each name is there once: `catalogue({ en, ar })` becomes
 * `paired({ name: [en, ar] })`.
 */
function pairedWords(): Plugin {
  const membersOf = (node: Node) => {
    const members = node.type === "ObjectExpression" ? (node.properties as (Node & { key: Node; value: Node })[]) : [];
    const isPlain = members.every((one) => one.type === "Property" && !one.computed && !one.shorthand && !one.method);
    return new Map(isPlain ? members.map((one) => [String(one.key.name ?? one.key.value), one.value]) : []);
  };
  return {
    name: "paired-words",
    apply: "build",
    enforce: "post",
    transform(code, id) {
      if (!code.includes("catalogue(") || id.endsWith("/words/words.ts")) {
        return undefined;
      }
      const pair = (en: Node, ar: Node): string => {
        const [english, arabic] = [membersOf(en), membersOf(ar)];
        if (english.size === 0 || english.size !== arabic.size || [...english.keys()].some((name) => !arabic.has(name))) {
          return `[${[en, ar].map((one) => code.slice(one.start, one.end)).join()}]`;
        }
        return `{${[...english].map(([name, value]) => `${JSON.stringify(name)}:${pair(value, arabic.get(name) as Node)}`).join()}}`;
      };
      const changes: [Node, string][] = [];
      for (const statement of (this.parse(code) as unknown as { body: (Node & { declaration?: Node })[] }).body) {
        const { declarations = [] } = (statement.declaration ?? statement) as { declarations?: { init: Node | null }[] };
        for (const { init } of declarations) {
          const called = init?.type === "CallExpression" ? (init as Node & { callee: Node; arguments: Node[] }) : undefined;
          const both = membersOf(called?.arguments[0] ?? { type: "", start: 0, end: 0 });
          const [en, ar] = [both.get("en"), both.get("ar")];
          if (called?.callee.name === "catalogue" && en && ar) {
            changes.push([called, `paired(${pair(en, ar)})`]);
          }
        }
      }
      let next = code.replace(/\bcatalogue\b(?=.*from )/, "paired");
      const shift = next.length - code.length;
      for (const [{ start, end }, text] of changes.reverse()) {
        next = next.slice(0, start + shift) + text + next.slice(end + shift);
      }
      return { code: next, map: null };
    },
  };
}

/** Builds the service worker, with the names of the files that make the client work without a network. */
function serviceWorker(): Plugin {
  return {
    name: "service-worker",
    apply: "build",
    enforce: "post",
    async generateBundle(_, bundle) {
      const files = offlineFiles(bundle as Record<string, BuiltFile>);
      const mark = createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 12);
      const built = await build({
        configFile: false,
        logLevel: "error",
        define: { FILES: JSON.stringify({ mark, ...files }) },
        build: {
          write: false,
          target: "es2022",
          lib: { entry: here("src/worker/worker.ts"), formats: ["iife"], name: "worker", fileName: () => "worker.js" },
        },
      });
      const output = (Array.isArray(built) ? built : [built]).flatMap((one) => ("output" in one ? one.output : []));
      const source = output.find((one) => one.type === "chunk")?.code;
      if (!source) {
        throw new Error("The service worker was not built.");
      }
      this.emitFile({ type: "asset", fileName: "worker.js", source });
    },
  };
}

/** Components of several screens, without those that are loaded when they are first needed. */
const Parts =
  /\/src\/parts\/(?!crop\.|crop-geometry|leaving|tickets|case)|\/screens\/(event\/(seat|announcements)|calls\/words|community\/access|security\/proof-words)/;

/**
 * Screens that share a file: who opens one of them often opens the next, and what is written alike is compressed together. None of these files
 * may import another: what two of them need is in `Parts`, or `Apart`.
 */
const Areas: Record<string, RegExp> = {
  // What is asked for on any screen, by few.
  dialogs: /\/parts\/(crop|leaving)|\/screens\/(community\/qr|security\/proof)/,
  // Reports and decisions, with the words of a community's rooms: for its moderators and for the staff.
  case: /\/parts\/case|\/screens\/community\/words/,
  talk: /\/screens\/(talk|messages)/,
  calls: /\/screens\/calls\//,
  // The page of most first visits: with the frame and the components at most 70 kB.
  discover: /\/screens\/discover\/(?!map)/,
  events: /\/screens\/(event|mine|ticket|paid|discover)\/|parts\/tickets/,
  people: /\/screens\/(people|profile)\//,
  community: /\/screens\/(community|communities|companion|courses)\//,
  organize: /\/screens\/organize\//,
  account: /\/screens\/(security|account|wallet|mailed|sign-in|register|notifications)\//,
  developer: /\/screens\/(developer|admin)\//,
  // It shows messages, too, and is the only one that imports another.
  kit: /\/screens\/kit\//,
};
/** Asked for by few. */
const Apart = /\/emoji-[a-z]+\.tsx?$/;

const areaOf = (id: string): string | null =>
  Apart.test(id) ? null : (Object.entries(Areas).find(([, files]) => files.test(id))?.[0] ?? null);

export default defineConfig({
  base: "/app/",
  plugins: [qrWorker(), webSocketAlone(), pairedWords(), plainImports(), ahead(), serviceWorker(), compressed()],
  resolve: {
    alias: {
      "@community/sdk": here("../sdk/typescript/src/index.ts"),
      "@microsoft/signalr": here("node_modules/@microsoft/signalr/dist/esm/index.js"),
    },
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: process.env.COMMUNITY_WEB_BUILD ?? here("../artifacts/web"),
    emptyOutDir: true,
    target: "es2022",
    // The first that know :dir() and light-dark(): older targets would have them rewritten, and :dir() guessed from the language.
    cssTarget: ["chrome123", "firefox121", "safari17.5"],
    // The policy of the pages has no data: for fonts and images.
    assetsInlineLimit: 0,
    // Instead `src/app/app.tsx` asks for the components together with the screen.
    modulePreload: false,
    reportCompressedSize: false,
    manifest: true,
    // One file of styles and one of the frame: a screen needs one file more.
    cssCodeSplit: false,
    rolldownOptions: {
      output: {
        entryFileNames: "assets/frame-[hash].js",
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            {
              name: "frame",
              priority: 3,
              test: /\/web\/index\.html|\/web\/src\/(main|app|ui|store|styles|words\/(?!ar|refusals-ar))|\/sdk\/typescript\/src\/|\/node_modules\/@?preact|preload-helper|\.css$/,
            },
            // Small files cost more than they save: each has its own names and its own compression.
            { name: "parts", priority: 2, test: Parts },
            { name: (id) => areaOf(id), priority: 1 },
          ],
        },
      },
    },
  },
  server: {
    // A fleet that runs on its usual port answers the API while you work on the client.
    proxy: {
      "/api": process.env.COMMUNITY_URL ?? "http://127.0.0.1:8080",
      "/hubs": { target: process.env.COMMUNITY_URL ?? "http://127.0.0.1:8080", ws: true },
    },
  },
});
