import { ValidationFailed } from "@community/sdk";
import { expect, test } from "vitest";
import { faultsOf } from "../src/app/form.js";
import { sentence } from "../src/ui/states.js";
import { choose } from "../src/words/words.js";

const refused = new ValidationFailed(400, {
  detail: "The request has invalid fields. The member errors names each of them with its fault.",
  errors: { name: ["is required"], "tags[3]": ["must be at most 30 characters long"], price_cents: ["is like no other"] },
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

test("A refused form is told in words for readers, not for programs", async () => {
  await choose("en");
  expect(sentence(refused)).toBe("Something is missing or not right. Look at the marked fields.");
});
