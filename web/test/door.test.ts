import { ApiError, Conflict, ConnectionFailed } from "@community/sdk";
import { h, render } from "preact";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { phones } from "../src/screens/companion/phones.js";
import { Door, type DoorServer, verdictOf } from "../src/screens/organize/door.js";
import { bodyOf, checksOf, emptyForm, faultsIn, wallClock } from "../src/screens/organize/draft.js";
import { readTicket } from "../src/screens/organize/ticket-check.js";
import { everyKept, forgetAll, keep } from "../src/store/idb.js";
import { Interval, openDoors, type Scan, sendScans } from "../src/store/scans.js";
import type { Event } from "../src/store/store.js";
import { Toasts } from "../src/ui/toast.js";
import { numberOf } from "../src/words/amount.js";

// The tables of the browser, which there are none of here.
vi.mock("../src/store/idb.js", () => {
  const rows = new Map<string, unknown>();
  return {
    keep: async (table: string, key: string, value: unknown) => void rows.set(`${table}/${key}`, value),
    kept: async (table: string, key: string) => rows.get(`${table}/${key}`),
    everyKept: async (table: string) => [...rows].filter(([key]) => key.startsWith(`${table}/`)).map(([, value]) => value),
    forget: async (table: string, key: string) => void rows.delete(`${table}/${key}`),
    forgetAll: async () => rows.clear(),
    ownerNow: () => "amal",
  };
});

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
    expect(
      verdictOf(new Conflict(409, { reason: "already_checked_in", checked_in_at: "2026-11-23T18:02:00Z", checked_in_by: "Ali" })),
    ).toEqual({
      kind: "already",
      at: "2026-11-23T18:02:00Z",
      by: "Ali",
    });
    expect(verdictOf(new ApiError(400, { reason: "bad_signature" })).kind).toBe("fake");
    expect(verdictOf(new Conflict(409, { reason: "wrong_event" })).kind).toBe("wrong");
    expect(verdictOf(new Conflict(409, { reason: "too_early", detail: "Check-in has not opened yet." }))).toEqual({
      kind: "refused",
      reason: "too_early",
      text: "Check-in has not opened yet.",
    });
  });
});

describe("The door of a device", () => {
  const now = { registration: { id: "r1", ticket_code: "ABC" }, holder_name: "Mona", checked_in_at: "2026-11-23T18:02:00Z" };
  const away = () => Promise.reject(new ConnectionFailed("no network"));

  /** A pair of keys, and the same ticket drawn twice: two signatures, two texts. */
  async function drawnTwice() {
    const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
    const said = `${part({ alg: "ES256", typ: "ticket", kid: "k1" })}.${part({ event: "e1", registration: "r1", code: "ABC" })}`;
    const draw = async () =>
      `${said}.${text(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, pair.privateKey, new TextEncoder().encode(said)))}`;
    const keys = [{ ...(await crypto.subtle.exportKey("jwk", pair.publicKey)), kid: "k1" }] as never;
    return { first: await draw(), second: await draw(), keys };
  }

  const opened = async (server: DoorServer, eventId = "e1") => {
    const door = new Door(eventId, server);
    await door.open();
    return door;
  };

  beforeEach(() => {
    openDoors.clear();
    return forgetAll("amal");
  });
  afterEach(() => vi.useRealTimers());

  test("lets a ticket in once, though it was drawn twice", async () => {
    const { first, second, keys } = await drawnTwice();
    expect(first).not.toBe(second);
    const door = await opened({ keys: async () => ({ keys }), checkIn: away });
    expect(await door.judge({ payload: first })).toEqual({ kind: "ok", isOffline: true });
    expect((await door.judge({ payload: second })).kind).toBe("already");
    expect(door.waiting.value).toHaveLength(1);
  });

  test("knows a ticket that the server let in by its code, also after a reload", async () => {
    const { second, keys } = await drawnTwice();
    let isAway = false;
    const server: DoorServer = { keys: async () => ({ keys }), checkIn: async () => (isAway ? away() : (now as never)) };
    expect(await (await opened(server)).judge({ code: "ABC" })).toEqual({ kind: "ok", name: "Mona" });
    isAway = true;
    const later = await opened(server);
    expect(later.waiting.value).toEqual([]);
    expect((await later.judge({ payload: second })).kind).toBe("already");
    expect((await later.judge({ code: "ABC" })).kind).toBe("already");
  });

  test("judges by the signature while the server is in a bad minute", async () => {
    const { first, keys } = await drawnTwice();
    for (const status of [429, 502, 503]) {
      await forgetAll("amal");
      const door = await opened({ keys: async () => ({ keys }), checkIn: () => Promise.reject(new ApiError(status, {})) });
      expect(await door.judge({ payload: first }), String(status)).toEqual({ kind: "ok", isOffline: true });
    }
  });

  test("says what it cannot check", async () => {
    const { first } = await drawnTwice();
    const door = await opened({ keys: away, checkIn: away });
    expect(await door.judge({ code: "ABC" })).toEqual({ kind: "unchecked" });
    expect(await door.judge({ payload: first })).toEqual({ kind: "unchecked" });
    expect(await door.judge({ payload: "https://example.org" })).toEqual({ kind: "fake" });
  });

  test("keeps waiting scans while the session is over, and settles them by answers about the ticket", async () => {
    const { first, keys } = await drawnTwice();
    let answer: () => Promise<never> = away;
    const door = await opened({ keys: async () => ({ keys }), checkIn: () => answer() });
    await door.judge({ payload: first });
    for (const status of [401, 403, 503]) {
      answer = () => Promise.reject(new ApiError(status, {}));
      await door.send();
      expect(door.waiting.value, String(status)).toHaveLength(1);
    }
    for (const refused of [
      new ApiError(403, { reason: "not_staff" }),
      new ApiError(404, { detail: "There is no such event." }),
      new Conflict(409, { reason: "event_cancelled" }),
    ]) {
      answer = () => Promise.reject(refused);
      await door.send();
      expect(door.waiting.value, refused.reason).toEqual([]);
      expect(door.conflicts.value).toMatchObject([{ verdict: { kind: "refused" } }]);
      answer = away;
      await door.sendAgain(door.conflicts.value[0]?.scan.nonce ?? "");
      expect(door.conflicts.value).toEqual([]);
      expect(door.waiting.value).toHaveLength(1);
    }
    answer = () => Promise.reject(new Conflict(409, { reason: "already_checked_in" }));
    await door.send();
    expect(door.waiting.value).toEqual([]);
    expect(door.conflicts.value.map(({ scan }) => scan.ticketCode)).toEqual(["ABC"]);
    // The refusal is still told after a reload.
    const next = await opened({ keys: async () => ({ keys }), checkIn: away });
    expect(next.conflicts.value.map(({ verdict }) => verdict.kind)).toEqual(["already"]);
    // Once it was seen it is told no more, and the ticket is still known here.
    await next.putAside(next.conflicts.value[0]?.scan.nonce ?? "");
    const last = await opened({ keys: async () => ({ keys }), checkIn: away });
    expect(last.conflicts.value).toEqual([]);
    expect((await last.judge({ payload: first })).kind).toBe("already");
  });

  test("sends what waits as soon as another scan reaches the server", async () => {
    const { first, keys } = await drawnTwice();
    let isAway = true;
    const door = await opened({ keys: async () => ({ keys }), checkIn: async () => (isAway ? away() : (now as never)) });
    await door.judge({ payload: first });
    isAway = false;
    await door.judge({ code: "DEF" });
    await vi.waitFor(() => expect(door.waiting.value).toEqual([]));
    expect((await everyKept<Scan>("scans")).every((one) => one.isTold)).toBe(true);
  });

  test("tries again by itself while something waits, though the browser sees no change", async () => {
    const { first, keys } = await drawnTwice();
    let isAway = true;
    const door = await opened({ keys: async () => ({ keys }), checkIn: async () => (isAway ? away() : (now as never)) });
    vi.useFakeTimers();
    await vi.waitFor(async () => expect(await door.judge({ payload: first })).toMatchObject({ isOffline: true }));
    await vi.advanceTimersByTimeAsync(Interval);
    expect(door.waiting.value).toHaveLength(1);
    isAway = false;
    await vi.advanceTimersByTimeAsync(Interval);
    expect(door.waiting.value).toEqual([]);
  });
});

describe("Scans whose scanner was closed", () => {
  const scan = (nonce: string, eventId: string, at: number): Scan => ({ nonce, eventId, at, payload: "x.y.z" });
  const waiting = async () => (await everyKept<Scan>("scans")).filter((one) => !one.isTold).map((one) => one.nonce);

  beforeEach(async () => {
    openDoors.clear();
    await forgetAll("amal");
    for (const one of [scan("b", "e1", 2), scan("a", "e1", 1), scan("c", "e2", 3)]) {
      await keep("scans", one.nonce, one);
    }
  });
  afterEach(() => vi.useRealTimers());

  test("are sent for every event, in their order", async () => {
    const told: string[] = [];
    await sendScans(async (_, { nonce }) => void told.push(nonce));
    expect(told).toEqual(["a", "b", "c"]);
    expect(await waiting()).toEqual([]);
  });

  test("wait for the next attempt where the server is away, and do not hold up another event", async () => {
    vi.useFakeTimers();
    let isAway = true;
    await sendScans(async (eventId) => {
      if (isAway && eventId === "e1") {
        throw new ConnectionFailed("no network");
      }
    });
    expect(await waiting()).toEqual(["b", "a"]);
    isAway = false;
    await vi.advanceTimersByTimeAsync(Interval);
    expect(await waiting()).toEqual([]);
  });

  test("that are refused for good leave the queue, hold up no other event, and are told with the way to the scanner", async () => {
    render(h(Toasts, {}), document.body);
    await sendScans((eventId) => (eventId === "e1" ? Promise.reject(new ApiError(403, { reason: "not_staff" })) : Promise.resolve()));
    expect(await waiting()).toEqual([]);
    const kept = await everyKept<Scan>("scans");
    expect(kept.filter((one) => one.refusal).map((one) => one.nonce)).toEqual(["b", "a"]);
    await vi.waitFor(() => expect(document.querySelector(".toast")?.textContent).toContain("2 tickets that you let in were refused."));
    document.querySelector<HTMLElement>(".toast button")?.click();
    expect(location.pathname).toBe("/app/organize/e1/scan");
    render(null, document.body);
  });

  test("are left to a scanner that is open", async () => {
    openDoors.add("e1");
    await sendScans(async () => {});
    expect(await waiting()).toEqual(["b", "a"]);
  });
});

describe("The form of an event", () => {
  test("sends the price in the currency's smallest unit, and empty fields as nothing", () => {
    const form = { ...emptyForm("Asia/Dubai"), name: " Tea ", start_datetime: "2026-12-04T19:00", end_datetime: "2026-12-04T21:00" };
    expect(bodyOf(form)).toMatchObject({ name: "Tea", price_cents: 0, max_attendees: null, description: null, interests: [] });
    expect(bodyOf(form)).not.toHaveProperty("currency");
    expect(bodyOf({ ...form, price: "14.5", currency: "aed" })).toMatchObject({ price_cents: 1450, currency: "AED" });
    expect(bodyOf({ ...form, price: "14.5", price_credits: "3" }).price_credits).toBe(3);
    expect(bodyOf({ ...form, price: "0", price_credits: "3" }).price_credits).toBe(3);
    expect(bodyOf({ ...form, price: "500", currency: "JPY" }).price_cents).toBe(500);
    expect(bodyOf({ ...form, interests: "tea, شاي، jazz" }).interests).toEqual(["tea", "شاي", "jazz"]);
  });

  test("takes numbers as people write them, and refuses what is none", () => {
    expect(["25.1", "25,1", "٢٥٫١", " -3 ", "", "x"].map(numberOf)).toEqual([25.1, 25.1, 25.1, -3, null, Number.NaN]);
  });

  test("is not sent without a name and times, with an end before its beginning, or with a position that is no number", () => {
    const whole = { ...emptyForm("Asia/Dubai"), name: "Tea", start_datetime: "2026-12-04T19:00", end_datetime: "2026-12-04T21:00" };
    expect(faultsIn(whole)).toEqual({});
    expect(faultsIn({ ...emptyForm("Asia/Dubai"), name: "  " })).toEqual({
      name: "missing",
      start_datetime: "missing",
      end_datetime: "missing",
    });
    expect(faultsIn({ ...whole, end_datetime: "2026-12-04T19:00" })).toEqual({ end_datetime: "order" });
    expect(faultsIn({ ...whole, latitude: "north" })).toEqual({ latitude: "number" });
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
    expect(phones("Help lines: https://findahelpline.com/ae/1800. Or call 112.")).toEqual([
      { text: "Help lines: " },
      { text: "https://findahelpline.com/ae/1800", link: "https://findahelpline.com/ae/1800" },
      { text: ". Or call " },
      { text: "112", dial: "112" },
      { text: "." },
    ]);
  });
});
