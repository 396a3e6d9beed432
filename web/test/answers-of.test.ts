import type { Message } from "@community/sdk";
import { expect, test } from "vitest";
import { answersOf } from "../src/screens/talk/answers.js";

test("Each message has the number of its answers, without deleted ones", () => {
  const list = [
    { id: "a", reply_to: null },
    { id: "b", reply_to: "a" },
    { id: "c", reply_to: "a", is_deleted: true },
    { id: "d", reply_to: "b" },
    { id: "e", reply_to: "a" },
  ] as Message[];
  expect([...answersOf(list)]).toEqual([
    ["a", 2],
    ["b", 1],
  ]);
});
