// @vitest-environment node
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { Growth, pseudo, pseudoPlugin, unmarked } from "./pseudo.js";

const source = join(import.meta.dirname, "../src");
const files = (readdirSync(source, { recursive: true }) as string[]).filter((name) => name.endsWith(".tsx"));

/** Attributes that are read or seen. */
const Told = /^(label|title|alt|placeholder|hint|text|action|aria-label|aria-description|aria-roledescription)$/;
const Word = /\p{L}{2,}/u;
/** Names and codes that are the same in each language. */
const Names = /^(Community|Ctrl|Alt|Esc|QR|PDF|CSV|AED|CERT-|signed_in)$/;

/** Texts that a file shows without a catalogue. */
function loose(name: string): string[] {
  const found: string[] = [];
  const file = ts.createSourceFile(name, readFileSync(join(source, name), "utf8"), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const take = (text: string) => {
    if (Word.test(text) && !Names.test(text.trim())) {
      found.push(`${name}: ${text.trim()}`);
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) {
      take(node.text);
    } else if (ts.isJsxExpression(node) && node.expression && ts.isStringLiteralLike(node.expression) && !ts.isJsxAttribute(node.parent)) {
      take(node.expression.text);
    } else if (ts.isJsxAttribute(node) && Told.test(node.name.getText()) && node.initializer && ts.isStringLiteral(node.initializer)) {
      take(node.initializer.text);
    }
    node.forEachChild(visit);
  };
  visit(file);
  return found;
}

describe("A language for tests", () => {
  test("has every text longer and between marks, also those that functions make", () => {
    const made = pseudo({ plain: "Save", of: (name: string) => `Save ${name}`, deep: { list: ["One"] }, count: 3 });
    expect(made.plain).toMatch(/^⟦Save·+⟧$/);
    expect(made.plain.length - 2).toBeGreaterThanOrEqual("Save".length * (1 + Growth));
    expect(made.of("Amal")).toMatch(/^⟦Save Amal·+⟧$/);
    expect(made.deep.list[0]).toMatch(/^⟦One·+⟧$/);
    expect(made.count).toBe(3);
  });

  test("tells what is in no catalogue, also around texts within texts", () => {
    expect(unmarked("⟦a ⟦b··⟧ c···⟧")).toBe("");
    expect(unmarked("⟦a·⟧ by hand ⟦b·⟧")).toBe(" by hand ");
  });

  test("takes the place of both kinds of catalogues, and says so where it cannot", () => {
    const words = join(source, "words/words.ts");
    const plugin = pseudoPlugin("/pseudo.ts");
    expect(plugin.transform(readFileSync(words, "utf8"), words)).toContain("pseudo(all[language.value])");
    expect(plugin.transform("", "/src/words/other.ts")).toBeUndefined();
    expect(() => plugin.transform("nothing", words)).toThrow("known places");
  });
});

test("No screen shows a text that is in no catalogue", () => {
  // The kit is for those who work on the client.
  expect(files.filter((name) => !name.startsWith("screens/kit")).flatMap(loose)).toEqual([]);
  expect(files.filter((name) => name.startsWith("screens/kit")).flatMap(loose).length).toBeGreaterThan(5);
});
