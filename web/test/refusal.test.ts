import { readFileSync } from "node:fs";
import { ApiError, type Schemas, ValidationFailed } from "@community/sdk";
import { afterEach, describe, expect, test } from "vitest";
import { sentence } from "../src/ui/states.js";
import { forPeople } from "../src/words/refusal.js";
import { arabicReasons } from "../src/words/refusals-ar.js";
import { choose } from "../src/words/words.js";

type Reason = NonNullable<Schemas["Problem"]["reason"]>;

// Only programs meet them: this client does not, or they are its fault.
const ForPrograms = [
  "client_id_taken",
  "idempotency_answer_unreadable",
  "idempotency_key_in_use",
  "idempotency_key_reused",
  "invalid_api_token",
  "invalid_idempotency_key",
  "not_an_event",
  "not_for_api_tokens",
  "origin_not_allowed",
  "rate_limited",
  "scope_missing",
  "stopping",
  "too_many_steps",
  "upload_offset",
  "websocket_required",
];

describe("A refusal of the API", () => {
  afterEach(() => choose("en"));

  test("has a sentence in Arabic for each reason that a person can meet, and for no other", () => {
    const documented = [...readFileSync("../docs/errors.md", "utf8").matchAll(/^\| `(\w+)` \| \d/gm)].map(([, reason = ""]) => reason);
    expect(documented.length).toBeGreaterThan(150);
    const expected = documented.filter(
      (reason) => !ForPrograms.includes(reason) && (!reason.startsWith("no_such_") || reason === "no_such_link"),
    );
    expect(Object.keys(arabicReasons).sort()).toEqual(expected.sort());
  });

  test("is in Arabic for an Arabic reader, with its number, known or not", async () => {
    await choose("ar");
    const said = (status: number, detail: string, reason?: string) => sentence(new ApiError(status, { reason: reason as Reason, detail }));
    expect(said(409, "You can have at most 1,000 connections. Remove one first.", "too_many_connections")).toMatch(/1,000\). أزل/);
    expect(said(404, "There is no such person.", "no_such_person")).toBe("لم نجد هذا. ربما حُذف.");
    for (const [status, reason] of [
      [409, "never_heard_of"],
      [418, undefined],
      [403, undefined],
    ] as const) {
      expect(said(status, "English.", reason)).toMatch(/^\p{Script=Arabic}/u);
    }
    for (const text of Object.values(arabicReasons)) {
      const sentences = typeof text === "function" ? [text("at most 5 of them"), text("")] : [text];
      for (const one of sentences) {
        expect(one).toMatch(/^[\p{Script=Arabic}\p{M}\d .,،:()«»]+\.$/u);
      }
    }
  });

  test.each([
    ["You are not registered for this event. POST /events/42/register registers you.", "You are not registered for this event."],
    ["Your profile is still empty. Fill it in with PATCH /users/me first.", "Your profile is still empty."],
    ["GET /x/y says more. Your message is held.", "Your message is held."],
    ["Send it by POST /x.", "Send it by POST /x."],
    ["Check-in has closed.", "Check-in has closed."],
  ])("says in English nothing about calls: %s", (message, expected) => {
    expect(forPeople({ status: 409, message })).toBe(expected);
  });

  test("of a single value without a field says what is wrong", () => {
    const wrong = new ValidationFailed(400, { reason: "invalid_code", detail: "The code is wrong." });
    expect(sentence(wrong)).toBe("The code is wrong.");
  });
});
