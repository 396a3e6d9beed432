// The form of an event: its fields, the request, and the missing parts.
import type { Schemas } from "@community/sdk";
import type { Event } from "../../store/store.js";
import { numberOf, priceOf, unitsOf } from "../../words/amount.js";

export const fields = [
  "name",
  "event_type",
  "description",
  "start_datetime",
  "end_datetime",
  "time_zone",
  "location_name",
  "location_address",
  "location_city",
  "location_country",
  "latitude",
  "longitude",
  "geofence_radius_m",
  "max_attendees",
  "price",
  "currency",
  "price_credits",
  "refund_hours",
  "interests",
  "visibility",
] as const;
/** Metres, as the service takes it where none is given. */
const UsualRadius = 150;

export type Form = Record<(typeof fields)[number], string>;

/** The hour that is written on a clock of the zone, as the field for times takes it: 2026-12-04T19:00. */
export function wallClock(time: string, zone: string): string {
  const parts = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone: zone }).format(new Date(time));
  return parts.replace(" ", "T");
}

/** The moment at which a clock of the zone shows this hour; null: it is no hour. */
export function momentOf(wall: string, zone: string): string | null {
  const asUtc = Date.parse(`${wall}Z`);
  if (Number.isNaN(asUtc)) {
    return null;
  }
  // The second step is for hours beside a change of the clocks.
  let moment = asUtc;
  for (let step = 0; step < 2; step++) {
    const shown = Date.parse(`${wallClock(new Date(moment).toISOString(), zone)}Z`);
    moment += asUtc - shown;
  }
  return new Date(moment).toISOString();
}

export const emptyForm = (zone: string): Form => ({
  ...(Object.fromEntries(fields.map((name) => [name, ""])) as Form),
  time_zone: zone,
  geofence_radius_m: String(UsualRadius),
  price: "0",
  refund_hours: "24",
  visibility: "public",
});

export function formOf(event: Event): Form {
  const text = (value: unknown) => (value === null || value === undefined ? "" : String(value));
  return {
    name: event.name,
    event_type: event.event_type,
    description: text(event.description),
    start_datetime: wallClock(event.start_datetime, event.time_zone),
    end_datetime: wallClock(event.end_datetime, event.time_zone),
    time_zone: event.time_zone,
    location_name: text(event.location_name),
    location_address: text(event.location_address),
    location_city: text(event.location_city),
    location_country: text(event.location_country),
    latitude: text(event.latitude),
    longitude: text(event.longitude),
    geofence_radius_m: text(event.geofence_radius_m),
    max_attendees: text(event.max_attendees),
    price: priceOf(event.price_cents, event.currency),
    currency: event.currency,
    price_credits: text(event.price_credits),
    refund_hours: String(event.refund_hours),
    interests: event.interests.join(", "),
    visibility: event.visibility,
  };
}

/** The fields that are not as they were. */
export const changesOf = (form: Form, start: Form): Partial<Form> =>
  Object.fromEntries(fields.filter((name) => form[name] !== start[name]).map((name) => [name, form[name]]));

/** The draft of an event that exists, or of a copy: the changed fields, and their values before. */
export interface KeptChanges {
  changes: Partial<Form>;
  before: Partial<Form>;
}

export function keptOf(form: Form, start: Form): KeptChanges | undefined {
  const changes = changesOf(form, start);
  const names = Object.keys(changes) as (keyof Form)[];
  return names.length > 0 ? { changes, before: Object.fromEntries(names.map((name) => [name, start[name]])) } : undefined;
}

/** The form with a draft over it. A field that has another value by now than when the draft was written keeps that: it was changed elsewhere. */
export function resumed(start: Form, draft: KeptChanges | undefined): Form {
  const names = Object.keys(draft?.changes ?? {}) as (keyof Form)[];
  const valid = names.filter((name) => draft?.before[name] === start[name]);
  return { ...start, ...Object.fromEntries(valid.map((name) => [name, draft?.changes[name]])) };
}

/** Fields that are sent together: one means nothing without the others. */
const together: readonly (readonly (keyof Form)[])[] = [
  ["start_datetime", "end_datetime", "time_zone"],
  ["latitude", "longitude"],
  ["price", "currency", "price_credits"],
];

/** The request for an event that exists: what others changed in it meanwhile stays. */
export function bodyOfChanges(form: Form, start: Form): Schemas["EventChanges"] {
  const changed = new Set(Object.keys(changesOf(form, start)) as (keyof Form)[]);
  for (const group of together.filter((some) => some.some((name) => changed.has(name)))) {
    for (const name of group) {
      changed.add(name);
    }
  }
  return Object.fromEntries(
    Object.entries(bodyOf(form)).filter(([name]) => changed.has((name === "price_cents" ? "price" : name) as keyof Form)),
  );
}

/** The request. Times have no offset: the server reads them on a clock of the zone. */
export function bodyOf(form: Form): Schemas["EventDraft"] & Schemas["EventChanges"] {
  const text = (name: keyof Form) => form[name].trim() || null;
  const number = (name: keyof Form) => numberOf(form[name]);
  const currency = form.currency.trim().toUpperCase() || "AED";
  const price = unitsOf(form.price, currency);
  return {
    name: form.name.trim(),
    event_type: form.event_type.trim() || "meetup",
    description: text("description"),
    start_datetime: form.start_datetime,
    end_datetime: form.end_datetime,
    time_zone: form.time_zone,
    location_name: text("location_name"),
    location_address: text("location_address"),
    location_city: text("location_city"),
    location_country: text("location_country")?.toUpperCase() ?? null,
    latitude: number("latitude"),
    longitude: number("longitude"),
    geofence_radius_m: number("geofence_radius_m") ?? UsualRadius,
    max_attendees: number("max_attendees"),
    price_cents: price,
    ...(price > 0 || form.currency.trim() ? { currency } : {}),
    // The service refuses a price in credits without one in money, at its field: the event must not become free unseen.
    price_credits: number("price_credits"),
    refund_hours: number("refund_hours") ?? 24,
    interests: form.interests
      .split(/[,،\n]/)
      .map((part) => part.trim())
      .filter(Boolean),
    visibility: form.visibility as "public",
  };
}

export type Fault = "missing" | "order" | "number";

/** What the form lacks, by the names of its fields: the server need not be asked. */
export function faultsIn(form: Form): Partial<Record<keyof Form, Fault>> {
  const missing = (["name", "start_datetime", "end_datetime"] as const).filter((name) => !form[name].trim());
  const unread = (["latitude", "longitude"] as const).filter((name) => Number.isNaN(numberOf(form[name])));
  const isTurned = missing.length === 0 && form.end_datetime <= form.start_datetime;
  return {
    ...Object.fromEntries(missing.map((name) => [name, "missing"])),
    ...Object.fromEntries(unread.map((name) => [name, "number"])),
    ...(isTurned ? { end_datetime: "order" } : {}),
  };
}

/** The event as it would look, for cards. `of`: the event that is changed. Times that are not chosen are empty. */
export function previewOf(form: Form, of?: Event): Event {
  const body = bodyOf(form);
  const seats = body.max_attendees;
  const taken = of?.registration_count ?? 0;
  return {
    my_status: null,
    distance_km: null,
    image: null,
    image_url: null,
    status: "draft",
    ...of,
    ...body,
    id: of?.id ?? "preview",
    start_datetime: momentOf(form.start_datetime, form.time_zone) ?? "",
    end_datetime: momentOf(form.end_datetime, form.time_zone) ?? "",
    // A currency that is half written has no name yet.
    currency: /^[A-Z]{3}$/i.test(form.currency.trim()) ? form.currency.trim().toUpperCase() : "AED",
    registration_count: taken,
    spots_remaining: seats == null || Number.isNaN(seats) ? null : Math.max(0, seats - taken),
  } as Event;
}

export type Check = "name" | "description" | "time" | "place" | "picture";

/** The parts that an event should have before it is published, and whether it has them. A picture is not needed. */
export const checksOf = (event: Event, now = Date.now()): [Check, boolean][] => [
  ["name", event.name.trim().length > 2],
  ["description", Boolean(event.description?.trim())],
  ["time", Date.parse(event.start_datetime) > now],
  ["place", Boolean(event.location_name ?? event.location_city)],
  ["picture", Boolean(event.image_url)],
];
