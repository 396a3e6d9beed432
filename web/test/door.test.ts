import { ApiError, Conflict } from "@community/sdk";
import { describe, expect, test } from "vitest";
import { phones } from "../src/screens/companion/phones.js";
import { verdictOf } from "../src/screens/organize/door.js";
import { bodyOf, checksOf, emptyForm, wallClock } from "../src/screens/organize/draft.js";
import { readTicket } from "../src/screens/organize/ticket-check.js";
import type { Event } from "../src/store/store.js";

const text = (bytes: ArrayBuffer | Uint8Array) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
const part = (value: unknown) => text(new TextEncoder().encode(JSON.stringify(value)));

async function signed(header: Record<string, unknown>) {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  const said = `${part(header)}.${part({ event: "e1", registration: "r1", code: "ABC" })}`;
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, pair.privateKey, new TextEncoder().encode(said));
  const key = { ...(await crypto.subtle.exportKey("jwk", pair.publicKey)), kid: "k1" };
  return { ticket: `${said}.${text(signature)}`, keys: [key] as never };
}

describe("A ticket without a network", () => {
  test("is genuine if one of the keys has signed it", async () => {
    const { ticket, keys } = await signed({ alg: "ES256", typ: "ticket", kid: "k1" });
    expect(await readTicket(ticket, keys)).toEqual({ event: "e1", registration: "r1", code: "ABC" });
  });

  test("is none with another payload, another key, another kind, or none of it", async () => {
    const { ticket, keys } = await signed({ alg: "ES256", typ: "ticket", kid: "k1" });
    const [header, , signature] = ticket.split(".");
    expect(await readTicket(`${header}.${part({ event: "e2" })}.${signature}`, keys)).toBeNull();
    expect(await readTicket(ticket, (await signed({})).keys)).toBeNull();
    expect(await readTicket(ticket, [] as never)).toBeNull();
    const other = await signed({ alg: "ES256", typ: "at+jwt", kid: "k1" });
    expect(await readTicket(other.ticket, other.keys)).toBeNull();
    const bare = await signed({ alg: "none", typ: "ticket", kid: "k1" });
    expect(await readTicket(bare.ticket, bare.keys)).toBeNull();
    expect(await readTicket("ABC-DEF", keys)).toBeNull();
  });

  test("what the server refuses is said in the words of the door", () => {
    expect(verdictOf(new Conflict(409, { reason: "already_checked_in", checked_in_at: "2026-11-23T18:02:00Z" }))).toEqual({
      kind: "already",
      at: "2026-11-23T18:02:00Z",
    });
    expect(verdictOf(new ApiError(400, { reason: "bad_signature" })).kind).toBe("fake");
    expect(verdictOf(new Conflict(409, { reason: "wrong_event" })).kind).toBe("wrong");
    expect(verdictOf(new Conflict(409, { reason: "too_early", detail: "Check-in has not opened yet." }))).toEqual({
      kind: "refused",
      text: "Check-in has not opened yet.",
    });
  });
});

describe("The form of an event", () => {
  test("sends the price in the currency's smallest unit, and empty fields as nothing", () => {
    const form = { ...emptyForm("Asia/Dubai"), name: " Tea ", start_datetime: "2026-12-04T19:00", end_datetime: "2026-12-04T21:00" };
    expect(bodyOf(form)).toMatchObject({ name: "Tea", price_cents: 0, max_attendees: null, description: null, interests: [] });
    expect(bodyOf(form)).not.toHaveProperty("currency");
    expect(bodyOf({ ...form, price: "14.5", currency: "aed" })).toMatchObject({ price_cents: 1450, currency: "AED" });
    expect(bodyOf({ ...form, price: "500", currency: "JPY" }).price_cents).toBe(500);
    expect(bodyOf({ ...form, interests: "tea, شاي، jazz" }).interests).toEqual(["tea", "شاي", "jazz"]);
  });

  test("shows times on the clock of the zone", () => {
    expect(wallClock("2026-12-04T15:00:00Z", "Asia/Dubai")).toBe("2026-12-04T19:00");
  });

  test("knows what is missing before it is published", () => {
    const event = { name: "Tea", description: "", start_datetime: "2026-12-04T15:00:00Z", location_name: "Here", image_url: null } as Event;
    expect(checksOf(event, Date.parse("2026-11-23T00:00:00Z"))).toEqual([
      ["name", true],
      ["description", false],
      ["time", true],
      ["place", true],
      ["picture", false],
    ]);
  });
});

describe("Numbers of help lines", () => {
  test("can be called from the text; other numbers and addresses stay text", () => {
    expect(phones("Call 800 4673 or +971 4 123 4567 now.").filter((piece) => piece.dial)).toEqual([
      { text: "800 4673", dial: "8004673" },
      { text: "+971 4 123 4567", dial: "+97141234567" },
    ]);
    expect(phones("112").map((piece) => piece.dial)).toEqual(["112"]);
    expect(phones("See findahelpline.com, 24 hours.").some((piece) => piece.dial)).toBe(false);
  });
});
