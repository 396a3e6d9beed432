import { expect, test } from "vitest";
import { ofReader } from "../src/screens/courses/of-reader.js";

test("Courses in the reader's language come first, each group in its order", () => {
  const titles = (language: "en" | "ar") =>
    ofReader([{ title: "Showing up" }, { title: "الحوار" }, { title: "Calm" }, { title: "صبر يومي" }], language).map((one) => one.title);
  expect(titles("ar")).toEqual(["الحوار", "صبر يومي", "Showing up", "Calm"]);
  expect(titles("en")).toEqual(["Showing up", "Calm", "الحوار", "صبر يومي"]);
});
