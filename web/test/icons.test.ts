// @vitest-environment node
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const file = (name: string) => readFileSync(new URL(`../public/${name}`, import.meta.url));
/** The width and the height of a PNG. */
const sizeOf = (name: string) => {
  const head = file(name);
  return `${head.readUInt32BE(16)}x${head.readUInt32BE(20)}`;
};

test("The manifest names icons of the sizes that browsers need to install the client, and one that may be cut to any shape", () => {
  const { icons } = JSON.parse(file("manifest.webmanifest").toString()) as { icons: { src: string; sizes: string; purpose: string }[] };
  const drawn = icons.filter((one) => one.src.endsWith(".png"));
  for (const { src, sizes } of drawn) {
    expect(sizeOf(src), src).toBe(sizes);
    expect(file(src).length, src).toBeLessThan(10_000);
  }
  expect(drawn.map((one) => `${one.sizes} ${one.purpose}`)).toEqual(["192x192 any", "512x512 any", "512x512 maskable"]);
});

test("The home screen of an iPhone gets a PNG", () => {
  expect(readFileSync(new URL("../index.html", import.meta.url), "utf8")).toContain('rel="apple-touch-icon" href="/icon-180.png"');
  expect(sizeOf("icon-180.png")).toBe("180x180");
});
