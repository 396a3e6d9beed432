import type { Message } from "@community/sdk";
import { describe, expect, test } from "vitest";
import { days } from "../src/screens/discover/days.js";
import { stepOf } from "../src/screens/event/step.js";
import { rowsOf } from "../src/screens/talk/rows.js";
import type { Event, Registration } from "../src/store/store.js";
import { initials } from "../src/ui/avatar.js";
import { hash, toneOf } from "../src/ui/tone.js";
import { ago, length, money, nearDay, sinceOf } from "../src/words/format.js";

const now = Date.parse("2026-11-23T10:00:00Z");
const event = (more: Partial<Event> = {}): Event =>
  ({ status: "published", end_datetime: "2026-11-24T10:00:00Z", spots_remaining: 5, price_cents: 0, my_status: null, ...more }) as Event;
const registration = (status: string) => ({ status }) as Registration;

describe("What can be done about an event", () => {
  test.each([
    [event(), null, "register"],
    [event({ price_cents: 100 }), null, "pay"],
    [event({ spots_remaining: 0 }), null, "waitlist"],
    [event({ spots_remaining: null }), null, "register"],
    [event(), registration("pending"), "continue"],
    [event(), registration("waitlisted"), "waiting"],
    [event(), registration("confirmed"), "ticket"],
    [event(), registration("cancelled"), "register"],
    [event(), registration("expired"), "register"],
    [event({ status: "cancelled" }), registration("confirmed"), "cancelled"],
    [event({ end_datetime: "2026-11-22T10:00:00Z" }), null, "over"],
    [event({ end_datetime: "2026-11-22T10:00:00Z" }), registration("checked_in"), "ticket"],
    [event({ my_status: "confirmed" }), undefined, "ticket"],
  ] as const)("%#", (of, mine, step) => {
    expect(stepOf(of, mine, now)).toBe(step);
  });
});

describe("A list of messages", () => {
  const message = (seq: number, author: string, time: string): Message =>
    ({ id: `m${seq}`, seq, author_id: author, created_at: time }) as unknown as Message;

  test("has a line for each day, groups what one author says in a while, and marks the first unread one", () => {
    const rows = rowsOf(
      [
        message(1, "a", "2026-11-22T10:00:00"),
        message(2, "a", "2026-11-22T10:02:00"),
        message(3, "a", "2026-11-22T10:30:00"),
        message(4, "b", "2026-11-23T09:00:00"),
        message(5, "b", "2026-11-23T09:01:00"),
      ],
      5,
    );
    expect(rows.map((row) => (row.kind === "message" ? `${row.message.seq}${row.isFirst ? "!" : ""}` : row.kind))).toEqual([
      "day",
      "1!",
      "2",
      "3!",
      "day",
      "4!",
      "new",
      "5!",
    ]);
  });

  test("marks the place also if the first unread message is not shown", () => {
    const rows = rowsOf([message(1, "a", "2026-11-22T10:00:00"), message(4, "a", "2026-11-22T10:01:00")], 3);
    expect(rows.map((row) => row.kind)).toEqual(["day", "message", "new", "message"]);
    expect(rows[2]).toEqual({ kind: "new", since: "2026-11-22T10:00:00" });
  });

  test("begins a part of it with its day, and with the line of news only where that belongs", () => {
    const all = [1, 2, 3, 4].map((seq) => message(seq, "a", "2026-11-22T10:00:00"));
    const kinds = (firstUnread: number) => rowsOf(all, firstUnread, { from: 2, to: 4 }).map((row) => row.kind);
    expect(kinds(2)).toEqual(["day", "message", "message"]);
    expect(kinds(3)).toEqual(["day", "new", "message", "message"]);
  });
});

describe("Small things", () => {
  test("a long while ago is said in months and years", () => {
    expect(ago("2026-11-20T10:00:00Z", now)).toContain("3 days");
    expect(ago("2026-08-23T10:00:00Z", now)).toContain("3 mo");
    expect(ago("2025-10-20T10:00:00Z", now)).toMatch(/last yr|1 yr/);
  });

  test("news of today have a time, and of other days a date", () => {
    const noon = new Date("2026-11-23T12:00:00");
    expect(sinceOf("2026-11-23T09:05:00", noon)).toContain("09:05");
    expect(sinceOf("2026-11-22T09:05:00", noon)).toContain("22");
  });

  test("a length of time has hours where there are some", () => {
    expect([length(5), length(245), length(3729)]).toEqual(["0:05", "4:05", "1:02:09"]);
  });

  test("a choice of days ends at a whole hour", () => {
    expect(days("", now)).toEqual({});
    expect(days("week", now + 1234).start_before).toBe("2026-11-30T10:00:00.000Z");
  });

  test("initials are letters of the name; Arabic letters stand alone", () => {
    expect(initials("Amal Haddad")).toBe("AH");
    expect(initials("Ben")).toBe("B");
    expect(initials("نور سالم")).toBe("ن");
    expect(initials("")).toBe("");
  });

  test("a thing always has the same colour, and the colours are used evenly", () => {
    expect(toneOf("x")).toBe(toneOf("x"));
    const tones = new Set(Array.from({ length: 200 }, (_, index) => toneOf(`id-${index}`)));
    expect(tones.size).toBe(6);
    expect(hash("a")).not.toBe(hash("b"));
  });

  test("amounts have the digits of their currency", () => {
    expect(money(0, "AED")).toBe("Free");
    expect(money(14_500, "AED")).toMatch(/AED\s145$/);
    expect(money(14_550, "AED")).toMatch(/AED\s145\.50$/);
    expect(money(500, "JPY")).toMatch(/500$/);
    expect(money(12_345, "KWD")).toMatch(/12\.345$/);
  });

  test("a time that is long ago is said in months and years", () => {
    const days = (count: number) => ago(new Date(now - count * 86_400_000).toISOString(), now);
    expect(days(3)).toBe("3 days ago");
    expect(days(70)).toMatch(/^2 mo\.? ago$/);
    expect(days(400)).toMatch(/yr/);
  });

  test("the days that are near have names, in the event's zone", () => {
    const late = "2026-11-23T21:00:00Z";
    expect(nearDay(late, "UTC", new Date(now))).toBe("Today");
    expect(nearDay(late, "Asia/Dubai", new Date(now))).toBe("Tomorrow");
  });
});
