// @vitest-environment node
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../src", import.meta.url));
const files = readdirSync(root, { recursive: true, encoding: "utf8" });
const styles = files.filter((name) => name.endsWith(".css"));
const lines = (name: string) => readFileSync(`${root}/${name}`, "utf8").split("\n");
const find = (names: string[], fault: RegExp) =>
  names.flatMap((name) =>
    lines(name)
      .map((line, index) => `${name}:${index + 1}: ${line.trim()}`)
      .filter((line) => fault.test(line)),
  );

describe("The styles", () => {
  test("name no side of the screen: a side depends on the direction of the text", () => {
    const sides =
      /(^|[\s;{-])(left|right)\b|text-align:\s*(left|right)|(?<![\w-])(margin|padding|border)-(left|right|top|bottom)|(?<![\w-])(width|height)\s*:/;
    expect(find(styles, sides)).toEqual([]);
  });

  test("take colours from the tokens alone", () => {
    const others = styles.filter((name) => name !== "styles/tokens.css");
    const colours = /#[0-9a-f]{3,8}\b(?!.*\{)|\brgb|\bhsl|(?<!color-mix\(in )\boklch\(/i;
    const allowed = /::backdrop|background: #fff|oklch\(20% 0\.03 30|color-mix/;
    expect(find(others, colours).filter((line) => !allowed.test(line))).toEqual([]);
  });

  test("stop for readers who chose less motion here as they do for those who chose it on the device", () => {
    const having = (fault: RegExp) => [...new Set(find(styles, fault).map((line) => line.split(":")[0]))];
    expect(having(/data-motion="reduce"/)).toEqual(having(/prefers-reduced-motion: reduce/));
    const code = files.filter((name) => /\.tsx?$/.test(name) && name !== "app/comfort.ts");
    expect(find(code, /prefers-reduced-motion/)).toEqual([]);
  });

  test("load nothing from elsewhere", () => {
    expect(find(styles, /https?:\/\/|@import/)).toEqual([]);
  });
});

describe("The texts", () => {
  test("have the digits that dates and amounts have beside them", () => {
    expect(
      find(
        files.filter((name) => /words(\/ar)?\.ts$/.test(name)),
        /[٠-٩]/,
      ),
    ).toEqual([]);
  });
});

describe("The code", () => {
  test("has one place where a text becomes elements", () => {
    const code = files.filter((name) => /\.tsx?$/.test(name) && name !== "ui/html.tsx");
    expect(find(code, /innerHTML|dangerouslySetInnerHTML|insertAdjacentHTML|document\.write|\beval\(/)).toEqual([]);
  });
});
