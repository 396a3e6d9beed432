import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { expect, test } from "vitest";

/** All of it, the realtime part too; SignalR's client is loaded by itself, when it is needed. */
// The aim is 12,288 bytes: each operation costs about 15, and webhooks brought ten.
const Most = 12_400;

test("the SDK is at most 12.4 kB, minified and gzipped, and has nothing beside SignalR", async () => {
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
  const bytes = chunks.reduce((sum, chunk) => sum + gzipSync(chunk.code, { level: 9 }).length, 0);
  console.log(`${bytes} bytes of ${Most}`);
  expect(bytes).toBeGreaterThan(5000);
  expect(bytes).toBeLessThanOrEqual(Most);
  expect([...new Set(chunks.flatMap((chunk) => [...chunk.imports, ...chunk.dynamicImports]))]).toEqual(["@microsoft/signalr"]);
});
