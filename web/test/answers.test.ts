import { ConnectionFailed, NotFound } from "@community/sdk";
import { describe, expect, test } from "vitest";
import { keepAnswer, readKept } from "../src/store/answers.js";

describe("An answer of the API", () => {
  const lost = () => Promise.reject(new ConnectionFailed("There is no network."));

  test("is read again without a network", async () => {
    expect(await readKept("a", async () => ({ name: "first" }))).toEqual({ name: "first" });
    expect(await readKept("a", lost)).toEqual({ name: "first" });
    await keepAnswer("a", { name: "second" });
    expect(await readKept("a", lost)).toEqual({ name: "second" });
  });

  test("is not made up: what was never read fails, and so does a refusal", async () => {
    await expect(readKept("b", lost)).rejects.toThrow("There is no network.");
    await keepAnswer("c", { name: "was there" });
    await expect(readKept("c", () => Promise.reject(new NotFound(404, {})))).rejects.toBeInstanceOf(NotFound);
  });
});
