import { describe, expect, test } from "vitest";
import { bodyOfChanges, changesOf, emptyForm, formOf, keptOf, momentOf, previewOf, resumed } from "../src/screens/organize/draft.js";
import type { Event } from "../src/store/store.js";

describe("The preview of an event", () => {
  test("shows the hour of the event's zone, also where the clocks change", () => {
    expect(momentOf("2026-12-04T19:00", "Asia/Dubai")).toBe("2026-12-04T15:00:00.000Z");
    expect(momentOf("2026-03-29T03:30", "Europe/Berlin")).toBe("2026-03-29T01:30:00.000Z");
    expect(momentOf("2026-10-25T12:00", "Europe/Berlin")).toBe("2026-10-25T11:00:00.000Z");
    expect(momentOf("", "Asia/Dubai")).toBeNull();
  });

  test("stands while nothing, or only a part, is written", () => {
    const form = emptyForm("Asia/Dubai");
    expect(previewOf(form)).toMatchObject({ start_datetime: "", price_cents: 0, currency: "AED", spots_remaining: null });
    expect(previewOf({ ...form, currency: "US", price: "twelve", max_attendees: "x" })).toMatchObject({
      currency: "AED",
      price_cents: Number.NaN,
      spots_remaining: null,
    });
  });

  test("counts the seats that are taken, and keeps the picture", () => {
    const event = {
      id: "e1",
      name: "Walk",
      event_type: "meetup",
      start_datetime: "2026-12-04T15:00:00Z",
      end_datetime: "2026-12-04T17:00:00Z",
      time_zone: "Asia/Dubai",
      price_cents: 1250,
      currency: "AED",
      registration_count: 5,
      image_url: "/events/e1/image",
      interests: [],
      visibility: "public",
      refund_hours: 24,
    } as unknown as Event;
    expect(previewOf({ ...formOf(event), max_attendees: "8", price: "20" }, event)).toMatchObject({
      id: "e1",
      spots_remaining: 3,
      price_cents: 2000,
      image_url: "/events/e1/image",
      start_datetime: "2026-12-04T15:00:00.000Z",
    });
  });
});

test("The draft of an event that exists has the fields that were changed, and nothing else", () => {
  const start = { ...emptyForm("Asia/Dubai"), name: "Walk", price: "10" };
  expect(changesOf(start, start)).toEqual({});
  expect(changesOf({ ...start, name: "", price: "12" }, start)).toEqual({ name: "", price: "12" });
});

test("A draft does not undo what was changed elsewhere meanwhile", () => {
  const start = { ...emptyForm("Asia/Dubai"), name: "Walk", price: "10" };
  const draft = keptOf({ ...start, name: "Long walk", price: "12" }, start);
  expect(resumed(start, draft)).toMatchObject({ name: "Long walk", price: "12" });
  expect(resumed({ ...start, price: "15" }, draft)).toMatchObject({ name: "Long walk", price: "15" });
  expect(keptOf(start, start)).toBeUndefined();
  expect(resumed(start, undefined)).toEqual(start);
});

test("Only what was changed is sent, with what belongs to it", () => {
  const start = { ...emptyForm("Asia/Dubai"), name: "Walk", start_datetime: "2026-12-04T19:00", end_datetime: "2026-12-04T21:00" };
  expect(bodyOfChanges({ ...start, name: "Long walk" }, start)).toEqual({ name: "Long walk" });
  expect(bodyOfChanges({ ...start, end_datetime: "2026-12-04T22:00" }, start)).toEqual({
    start_datetime: "2026-12-04T19:00",
    end_datetime: "2026-12-04T22:00",
    time_zone: "Asia/Dubai",
  });
  expect(bodyOfChanges({ ...start, price: "12" }, start)).toEqual({ price_cents: 1200, currency: "AED", price_credits: null });
  expect(bodyOfChanges(start, start)).toEqual({});
});
