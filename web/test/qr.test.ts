// @vitest-environment node
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { qrCode } from "../src/screens/community/qr-code.js";

/** The reader of the scanner's page, in the thread of the test. */
function read(modules: boolean[][]): Promise<string | null> {
  const whole = readFileSync(fileURLToPath(new URL("../node_modules/qr-scanner/qr-scanner-worker.min.js", import.meta.url)), "utf8");
  const source = (/new Blob\(\[`([\s\S]*)`\]/.exec(whole)?.[1] ?? "").replace(/\\([`\\$])/g, "$1");
  const scale = 6;
  const border = 4;
  const size = (modules.length + 2 * border) * scale;
  const data = new Uint8ClampedArray(size * size * 4).fill(255);
  modules.forEach((row, y) => {
    row.forEach((isDark, x) => {
      for (let dy = 0; dy < scale && isDark; dy++) {
        for (let dx = 0; dx < scale; dx++) {
          const at = (((y + border) * scale + dy) * size + (x + border) * scale + dx) * 4;
          data.fill(0, at, at + 3);
        }
      }
    });
  });
  return new Promise((resolve) => {
    const self = {
      onmessage: (_: unknown) => {},
      postMessage: (answer: { type: string; data: string | null }) => answer.type === "qrResult" && resolve(answer.data),
    };
    new Function("self", source)(self);
    self.onmessage({ data: { id: 1, type: "decode", data: { data, width: size, height: size } } });
  });
}

describe("A QR code", () => {
  test.each([
    "A",
    "https://community.example/app/join/mZk0Xo3cQ0W2l7dXf1a9Pg",
    "صحبة طيبة",
    "https://community.example/app/join/".padEnd(110, "x"),
    "y".repeat(213),
  ])("is read as the text that it was made of: %s", async (text) => {
    expect(await read(qrCode(text))).toBe(text);
  });

  test("is refused for a text that is too long", () => {
    expect(() => qrCode("y".repeat(214))).toThrow(RangeError);
  });
});
