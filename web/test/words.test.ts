import { describe, expect, test } from "vitest";
import { ar } from "../src/words/ar.js";
import { en } from "../src/words/en.js";
import { plural } from "../src/words/plural.js";
import { choose, made, paired } from "../src/words/words.js";

// The texts of the screens, which are loaded with them.
import.meta.glob("../src/**/{words,report,hold-left,channel-notifications}.{ts,tsx}", { eager: true });

const all = [{ en, ar }, ...made] as { en: Tree; ar: Tree }[];

describe("The catalogues", () => {
  test("have the same texts, functions where the other has functions", () => {
    expect(all.length).toBeGreaterThan(5);
    for (const one of all) {
      expect(shape(one.ar)).toEqual(shape(one.en));
    }
  });

  test("have no empty text", () => {
    expect(all.flatMap((one) => [...leaves(one.en), ...leaves(one.ar)]).filter(([, text]) => text === "")).toEqual([]);
  });

  test("are of their language: an Arabic text has Arabic letters", () => {
    const foreign = all.flatMap((one) => leaves(one.ar)).filter(([, text]) => typeof text === "string" && !/\p{Script=Arabic}/u.test(text));
    expect(foreign).toEqual([]);
  });

  test("say a number as the language does: Arabic has six forms", () => {
    const said = [0, 1, 2, 3, 11, 100].map((count) => ar.event.spots(count));
    expect(new Set(said).size).toBe(6);
    expect(ar.event.spots(2)).toBe("بقي مقعدان");
    expect(en.event.spots(1)).toBe("1 seat left");
    expect(en.event.spots(0)).toBe("Full");
  });

  test("fall back to the general form", () => {
    expect(plural("ar", 3, { other: "x" })).toBe("x");
    expect(plural("en", 0, { zero: "none", other: "x" })).toBe("none");
  });
});

type Tree = { [name: string]: unknown };

function leaves(tree: Tree, path = ""): [string, unknown][] {
  return Object.entries(tree).flatMap(([name, value]): [string, unknown][] =>
    typeof value === "object" && value ? leaves(value as Tree, `${path}${name}.`) : [[path + name, value]],
  );
}

const shape = (tree: Tree) => leaves(tree).map(([path, value]) => [path, typeof value]);

test("A catalogue as it is built has the texts of the page's language", async () => {
  const texts = paired({
    title: ["Title", "العنوان"],
    kinds: { many: [(count: number) => `${count} of them`, (count: number) => `عددها ${count}`] },
  });
  const read = () => texts.value as { title: string; kinds: { many: (count: number) => string } };
  expect([read().title, read().kinds.many(2)]).toEqual(["Title", "2 of them"]);
  await choose("ar");
  expect([read().title, read().kinds.many(2)]).toEqual(["العنوان", "عددها 2"]);
  await choose("en");
});
