import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";

const code = readFileSync("public/start.js", "utf8").replace(/\bimport\(/g, "started.push(");
let started: string[] = [];

beforeEach(() => {
  started = [];
  Object.defineProperty(document, "images", { value: [], configurable: true });
  document.body.innerHTML = '<script type="text/plain" data-client="/app/assets/frame-1.js"></script>';
  new Function("started", code)(started);
});
afterEach(() => {
  // It listens until it has started.
  dispatchEvent(new Event("keydown"));
});

test("A public page starts the client when its reader does something", () => {
  expect(started).toEqual([]);
  dispatchEvent(new Event("pointerdown"));
  expect(started).toEqual(["/app/assets/frame-1.js"]);
  dispatchEvent(new Event("keydown"));
  expect(started).toHaveLength(1);
});

test("A page that runs from the right is not scrolled by its reader while it is laid out", () => {
  document.dispatchEvent(new Event("scroll", { bubbles: true }));
  expect(started).toEqual([]);
  Object.defineProperty(globalThis, "scrollY", { value: 40, configurable: true });
  document.dispatchEvent(new Event("scroll", { bubbles: true }));
  Object.defineProperty(globalThis, "scrollY", { value: 0, configurable: true });
  expect(started).toHaveLength(1);
});

test("A pointer that rests on the page starts nothing; one that is moved does", () => {
  dispatchEvent(new MouseEvent("pointermove"));
  expect(started).toEqual([]);
  dispatchEvent(new MouseEvent("pointermove", { movementX: 3 }));
  expect(started).toHaveLength(1);
});
