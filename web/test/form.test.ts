import { ValidationFailed } from "@community/sdk";
import { expect, test } from "vitest";
import { faultsOf } from "../src/app/form.js";
import { sentence } from "../src/ui/states.js";
import type { Fault } from "../src/words/refusal.js";
import { arabicFaults } from "../src/words/refusals-ar.js";
import { choose, words } from "../src/words/words.js";

const refused = new ValidationFailed(400, {
  detail: "The request has invalid fields. The member errors names each of them with its fault.",
  faults: [
    { field: "name", code: "required", message: "is required" },
    { field: "tags[3]", code: "too_long", max: 30, message: "must be at most 30 characters long" },
    { field: "tags[4]", code: "too_long", max: 30, message: "must be at most 30 characters long" },
    { field: "price_cents", code: "of_tomorrow" as Fault["code"], message: "is like no other" },
  ],
});

test("The faults of a refused form belong to its fields, in the reader's language", async () => {
  await choose("ar");
  expect(faultsOf(refused)).toEqual({ name: "املأ هذا الحقل من فضلك.", tags: "30 حرفًا على الأكثر.", price: "هذا غير صحيح. تأكد منه." });
  await choose("en");
  expect(faultsOf(refused)).toEqual({
    name: "Please fill this in.",
    tags: "must be at most 30 characters long",
    price: "is like no other",
  });
});

test("The limits of a price are said as people write prices", async () => {
  const low = new ValidationFailed(400, {
    detail: "The request has invalid fields.",
    faults: [{ field: "price_cents", code: "too_small", min: 200, message: "must be at least 200 (2.00 AED)" }],
  });
  await choose("ar");
  expect(faultsOf(low, "AED")).toEqual({ price: "2 على الأقل." });
  expect(faultsOf(low, "KWD")).toEqual({ price: "0.2 على الأقل." });
  await choose("en");
  expect(faultsOf(low, "AED")).toEqual({ price: "must be at least 2.00 AED" });
});

test.each([
  [{ code: "too_short", min: 10, max: 128 }, "من 10 إلى 128 حرفًا."],
  [{ code: "too_short", min: 2 }, "2 أحرف على الأقل."],
  [{ code: "too_long" }, "هذا طويل جدًا."],
  [{ code: "too_many", max: 1000 }, "1,000 على الأكثر."],
  [{ code: "too_small", min: 0.5 }, "0.5 على الأقل."],
  [{ code: "not_a_number", min: 1, max: 100 }, "من 1 إلى 100."],
  [{ code: "not_a_multiple", step: 10 }, "من مضاعفات 10."],
  [{ code: "too_late", max: 31 }, "خلال 31 يومًا على الأكثر."],
  [{ code: "common_password" }, /أول ما يُجرَّب/],
] as const)("A fault is said in Arabic by its code and its numbers: %o", async (fault, expected) => {
  await choose("ar");
  expect(words.value.errors.fault({ field: "x", message: "is like no other", ...fault })).toMatch(expected);
});

test("Each fault has a sentence in Arabic, with numbers or without", async () => {
  await choose("ar");
  const codes = Object.keys(arabicFaults) as Fault["code"][];
  for (const code of codes) {
    for (const numbers of [{}, { min: 1 }, { max: 2 }, { min: 1, max: 2 }, { step: 5 }]) {
      const said = words.value.errors.fault({ field: "x", code, message: "in English", ...numbers });
      expect(said).toMatch(/\p{Script=Arabic}.*\.$/u);
      expect(said).not.toMatch(/undefined|NaN|English/);
    }
  }
});

test("A refused form is told in words for readers, not for programs", async () => {
  await choose("en");
  expect(sentence(refused)).toBe("Something is missing or not right. Look at the marked fields.");
});
