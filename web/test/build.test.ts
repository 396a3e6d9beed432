// @vitest-environment node
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "community-web-"));
beforeAll(async () => {
  // As it is shipped: the runner of the tests has an environment of its own.
  vi.stubEnv("NODE_ENV", "production");
  await build({ configFile: "vite.config.ts", logLevel: "error", build: { outDir: folder } });
}, 60_000);
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const read = (name: string) => readFileSync(join(folder, name));
const files = (kind: string) => (readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.endsWith(kind));
const zipped = (name: string) => gzipSync(read(name), { level: 9 }).length;

test("The worker has the files of the first screens, and those of the others apart from them", () => {
  const source = read("worker.js").toString();
  const names = (list: string) => new RegExp(`${list}: ?\\[([^\\]]*)\\]`).exec(source)?.[1] ?? "";
  for (const name of ["organize", "qr-worker", "discover", "events", "talk", "palette", "ar"]) {
    expect(names("first"), name).toContain(`assets/${name}-`);
  }
  expect(names("first")).toContain("index.html");
  expect(names("first")).toContain("assets/style-");
  expect(names("first")).not.toContain("assets/admin-");
  const kept = `${names("first")},${names("rest")}`;
  expect(files(".js").filter((name) => name.startsWith("assets/") && !kept.includes(name))).toEqual([]);
});

test("Bytes: all scripts 250 kB, the frame 70 kB, each other file 25 kB, styles 14 kB, all gzipped", () => {
  const sizes = Object.fromEntries(files(".js").map((name) => [name, zipped(name)]));
  // The page of all components is for those who build the client: no other page loads it.
  const sum = Object.entries(sizes).reduce((total, [name, bytes]) => total + (name.startsWith("assets/kit-") ? 0 : bytes), 0);
  expect(sum).toBeLessThanOrEqual(250_000);
  const most = (name: string) => (name.startsWith("assets/frame-") ? 70_000 : 25_000);
  expect(Object.entries(sizes).filter(([name, bytes]) => bytes > most(name))).toEqual([]);
  expect(files(".css").reduce((total, name) => total + zipped(name), 0)).toBeLessThanOrEqual(14_000);
});

test("The frame, the words of the reader's language and the components of all screens have at most 70 kB together", () => {
  const of = (name: string) => files(".js").filter((file) => file.startsWith(`assets/${name}-`));
  const shell = [...of("frame"), ...of("ar"), ...of("parts")];
  expect(shell).toHaveLength(3);
  expect(shell.reduce((total, name) => total + zipped(name), 0)).toBeLessThanOrEqual(70_000);
});

test("Each name of a text is there once, with the text in both languages", () => {
  for (const name of files(".js").filter((file) => !/\/(frame|ar|refusals-ar)-/.test(file))) {
    expect(read(name).toString(), name).not.toMatch(/\bar:\{/);
  }
});

test("No area brings another with it", () => {
  const areas = ["talk", "discover", "events", "people", "community", "organize", "account", "developer"];
  const of = (area: string) => files(".js").filter((name) => name.startsWith(`assets/${area}-`));
  for (const area of [...areas, "parts"]) {
    expect(of(area), area).toHaveLength(1);
    const imported = [
      ...read(of(area)[0] ?? "")
        .toString()
        .matchAll(/(?:from|import) ?"\.\/([a-z]+)-/g),
    ].map((found) => found[1]);
    expect(imported).toContain("frame");
    expect(
      areas.filter((other) => imported.includes(other)),
      area,
    ).toEqual([]);
  }
});

test("However the files are cut, the styles keep the order of their layers", () => {
  const styles = files(".css").map((name) => read(name).toString());
  expect(styles).toHaveLength(1);
  const layers = [...(styles[0] ?? "").matchAll(/@layer ([a-z]+)\s*\{/g)].map((found) => found[1]);
  expect([...new Set(layers)]).toEqual(["tokens", "base", "parts", "screens"]);
});
