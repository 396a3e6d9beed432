import { describe, expect, test } from "vitest";
import { type Entry, googleCalendar, outlookCalendar } from "../src/app/calendar.js";

const entry: Entry = {
  id: "e1",
  name: "Tea & clay: نزهة",
  start: "2026-11-27T19:00:00+04:00",
  end: "2026-11-27T21:30:00.000+04:00",
  zone: "Asia/Dubai",
  place: "Studio Teen, Dubai",
};

describe("A link into a calendar", () => {
  test("of Google has the times in UTC, the zone, and the texts as they are", () => {
    const link = new URL(googleCalendar(entry));
    expect(link.origin + link.pathname).toBe("https://calendar.google.com/calendar/render");
    expect(Object.fromEntries(link.searchParams)).toEqual({
      action: "TEMPLATE",
      text: "Tea & clay: نزهة",
      dates: "20261127T150000Z/20261127T173000Z",
      ctz: "Asia/Dubai",
      location: "Studio Teen, Dubai",
    });
  });

  test("of Outlook has the times in UTC and leaves out what is not known", () => {
    const link = new URL(outlookCalendar({ ...entry, place: undefined, text: "x".repeat(5000) }));
    expect(link.hostname).toBe("outlook.live.com");
    expect(link.searchParams.get("startdt")).toBe("2026-11-27T15:00:00Z");
    expect(link.searchParams.get("enddt")).toBe("2026-11-27T17:30:00Z");
    expect(link.searchParams.has("location")).toBe(false);
    expect(link.searchParams.get("body")).toHaveLength(1000);
  });
});
