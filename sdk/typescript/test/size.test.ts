import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { expect, test } from "vitest";

/** All of it, the realtime part too. SignalR's client and uploads in parts are loaded by themselves, when they are needed. */
const Most = 12_288;
const MostOfParts = 1_536;

test("the SDK is at most 12 KiB, minified and gzipped, and has nothing beside SignalR", async () => {
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
  const sizeOf = (some: typeof chunks) => some.reduce((sum, chunk) => sum + gzipSync(chunk.code, { level: 9 }).length, 0);
  const bytes = sizeOf(chunks.filter((chunk) => !loadedLater.has(chunk.fileName)));
  const ofParts = sizeOf(chunks.filter((chunk) => loadedLater.has(chunk.fileName)));
  console.log(`${bytes} bytes of ${Most}, and ${ofParts} of ${MostOfParts} later`);
  expect(bytes).toBeGreaterThan(5000);
  expect(bytes).toBeLessThanOrEqual(Most);
  expect(ofParts).toBeGreaterThan(500);
  expect(ofParts).toBeLessThanOrEqual(MostOfParts);
  expect([...loadedLater].filter((one) => !chunks.some((chunk) => chunk.fileName === one))).toEqual(["@microsoft/signalr"]);
});
