import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { expect, test } from "vitest";

/**
 * All of it, the realtime part too. SignalR's client, uploads in parts and the companion's talk are loaded by themselves, when they are needed. About 3 kB
 * are the table of operations, which grows with the API.
 */
const Most = 12_800;
/** Of each part that is loaded later. */
const MostOfPart = 1_536;

test("the SDK is at most 12.5 KiB, minified and gzipped, and has nothing beside SignalR", async () => {
  const output = await build({
    configFile: false,
    logLevel: "error",
    root: fileURLToPath(new URL("..", import.meta.url)),
    build: {
      write: false,
      target: "es2022",
      modulePreload: false,
      rollupOptions: { input: "src/index.ts", preserveEntrySignatures: "strict", external: ["@microsoft/signalr"] },
    },
  });
  const chunks = [output]
    .flat()
    .flatMap((one) => ("output" in one ? one.output : []))
    .flatMap((one) => (one.type === "chunk" ? [one] : []));
  const loadedLater = new Set(chunks.flatMap((chunk) => chunk.dynamicImports));
  const sizesOf = (some: typeof chunks) => some.map((chunk) => gzipSync(chunk.code, { level: 9 }).length);
  const bytes = sizesOf(chunks.filter((chunk) => !loadedLater.has(chunk.fileName))).reduce((sum, size) => sum + size);
  const parts = sizesOf(chunks.filter((chunk) => loadedLater.has(chunk.fileName)));
  console.log(`${bytes} bytes of ${Most}, and later ${parts.join(" and ")} of ${MostOfPart} each`);
  expect(bytes).toBeGreaterThan(5000);
  expect(bytes).toBeLessThanOrEqual(Most);
  expect(parts).toHaveLength(2);
  expect(Math.min(...parts)).toBeGreaterThan(500);
  expect(Math.max(...parts)).toBeLessThanOrEqual(MostOfPart);
  expect([...loadedLater].filter((one) => !chunks.some((chunk) => chunk.fileName === one))).toEqual(["@microsoft/signalr"]);
});
