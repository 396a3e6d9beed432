import { ValidationFailed } from "@community/sdk";
import { expect, test } from "vitest";
import { faultsOf } from "../src/app/form.js";
import { sentence } from "../src/ui/states.js";
import { choose, words } from "../src/words/words.js";

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

test.each([
  ["A password has 10 to 128 characters.", "من 10 إلى 128 حرفًا."],
  ["This password is one of the first that an attacker tries. A few unrelated words make a good one.", /أول ما يُجرَّب/],
  ["This password is known from a breach of another site. A few unrelated words make a good one.", /تسريبات/],
  ["The password must not be the username, mail address or phone number.", /كلمة المرور/],
  ["must be an international phone number such as +971501234567", /رقم هاتف/],
  ["must be 3 to 50 letters (a-z), digits, dots, hyphens or underscores, beginning and ending with a letter or digit", /من 3 إلى 50.*شرطة/],
])("A fault that a new account can have is said in Arabic: %s", async (text, expected) => {
  await choose("ar");
  expect(words.value.errors.fault(text)).toMatch(expected);
});

test("A refused form is told in words for readers, not for programs", async () => {
  await choose("en");
  expect(sentence(refused)).toBe("Something is missing or not right. Look at the marked fields.");
});
