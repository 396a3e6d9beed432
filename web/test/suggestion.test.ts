import type { Schemas } from "@community/sdk";
import { afterEach, expect, test } from "vitest";
import { reasonOf } from "../src/screens/people/people.js";
import { language } from "../src/words/words.js";

afterEach(() => {
  language.value = "en";
});

const reason = (detail: Schemas["SuggestionDetail"]) => reasonOf({ kind: "any", text: "As the API says it", detail });

test("The reason of a suggestion is in the reader's language", () => {
  const people = [{ id: "p1", username: "amal", full_name: "Amal Haddad" }] as unknown as Schemas["PersonSummary"][];
  expect(reason({ mutual_connections: 1, people })).toBe("Connected with Amal Haddad");
  expect(reason({ mutual_connections: 3, people })).toBe("Connected with Amal Haddad and 2 other people whom you know");
  expect(reason({ interests: ["pottery", "cycling"] })).toBe("Interested in pottery and cycling too");
  expect(reason({})).toBe("As the API says it");
  language.value = "ar";
  expect(reason({ region: "Dubai" })).toBe("من Dubai أيضًا");
});
