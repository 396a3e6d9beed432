import { afterEach, describe, expect, test } from "vitest";
import { groups } from "../src/screens/talk/emoji-data.js";
import { nextOf } from "../src/screens/talk/emoji-picker.js";
import { all, found, grouped } from "../src/screens/talk/emoji-search.js";

const emoji = (q: string) => found(q).map((one) => one.emoji);

describe("The emoji of the picker", () => {
  test("have a name in each language, each its own, and stand in one group only", () => {
    expect(
      all.filter((one) => !/^\p{Extended_Pictographic}/u.test(one.emoji) || !one.en[0] || !/\p{Script=Arabic}/u.test(one.ar[0] ?? "")),
    ).toEqual([]);
    for (const part of [
      (one: (typeof all)[number]) => one.emoji,
      (one: (typeof all)[number]) => one.en[0],
      (one: (typeof all)[number]) => one.ar[0],
    ]) {
      const names = all.map(part);
      expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    }
    expect(all.length).toBe(groups.join("\n").split("\n").length);
  });

  test("are found by the beginning of a word in either language, with or without its marks", () => {
    expect(emoji("bicy")).toEqual(["🚲"]);
    expect(emoji("دراج")).toEqual(["🚲"]);
    expect(emoji("THANK")).toEqual(["🙏"]);
    expect(emoji("شكراً")).toEqual(["🙏"]);
    // The hamza and the last letter as people write them.
    expect(emoji("ارض")).toEqual(["🌍"]);
    expect(emoji("خيمه")).toEqual(["⛺"]);
    expect(emoji("thumbs u")).toEqual(["👍"]);
    expect(emoji("icycle")).toEqual([]);
    expect(emoji(" ")).toHaveLength(all.length);
  });

  test("keep their groups", () => {
    expect(grouped(all)).toHaveLength(groups.length);
    expect(grouped(found("tea")).map(([, some]) => some.map((one) => one.emoji))).toEqual([["😂"], ["🍵"]]);
  });
});

describe("The keys of the picker", () => {
  /** Two lines of three and two. */
  const buttons = [0, 1, 2, 3, 4].map((index) => {
    const button = document.createElement("button");
    button.getBoundingClientRect = () => ({ left: (index % 3) * 40, top: index < 3 ? 0 : 40 }) as DOMRect;
    return button;
  });
  const from = (index: number, key: string) => {
    document.body.replaceChildren(...buttons);
    buttons[index]?.focus();
    return nextOf(buttons, { key });
  };
  afterEach(() => {
    document.documentElement.dir = "";
  });

  test("lead along the line of writing, and up and down to what is nearest", () => {
    expect([from(0, "ArrowRight"), from(1, "ArrowLeft"), from(4, "ArrowRight"), from(0, "ArrowLeft")]).toEqual([1, 0, 4, 0]);
    expect([from(1, "ArrowDown"), from(2, "ArrowDown"), from(4, "ArrowUp"), from(3, "ArrowDown")]).toEqual([4, 4, 1, 4]);
    expect([from(3, "Home"), from(0, "End"), from(0, "x")]).toEqual([0, 4, undefined]);
    // Above the first line is the field.
    expect(from(1, "ArrowUp")).toBe(-1);
    document.documentElement.dir = "rtl";
    expect([from(0, "ArrowLeft"), from(1, "ArrowRight")]).toEqual([1, 0]);
  });
});
