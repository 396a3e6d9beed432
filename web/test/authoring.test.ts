import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { checksOf, isReady, moved } from "../src/screens/admin/course-editor.js";
import { optionsOf, tidy } from "../src/screens/admin/module-dialog.js";

const part = (content: string, quiz: object[] = []) => ({ content, quiz }) as never;
const course = (modules: never[], title = "Kettles") => ({ title, description: "For cold mornings.", modules }) as never;

test("A course is ready with a title, a summary, and a text in each part; questions are only good to have", () => {
  expect(isReady(course([]))).toBe(false);
  expect(isReady(course([part("Plug"), part(" ")]))).toBe(false);
  expect(isReady(course([part("Plug")], " "))).toBe(false);
  expect(isReady(course([part("Plug")]))).toBe(true);
  expect(checksOf(course([part("Plug", [{}])])).every(([, isMet]) => isMet)).toBe(true);
});

test("A part goes up and down by a place, and not beyond the ends", () => {
  expect(moved(["a", "b", "c"], "b", -1)).toEqual(["b", "a", "c"]);
  expect(moved(["a", "b", "c"], "b", 1)).toEqual(["a", "c", "b"]);
  expect(moved(["a", "b"], "a", -1)).toEqual(["a", "b"]);
  expect(moved(["a", "b"], "b", 1)).toEqual(["a", "b"]);
});

test("The right answer stays right when empty lines go", () => {
  const question = { question: "Where?", explanation: "Look.", options: optionsOf("Below\n\n On top \n"), answer: 2 };
  expect(tidy(question)).toEqual({ ...question, options: ["Below", "On top"], answer: 1 });
});
