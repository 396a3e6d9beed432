import "fake-indexeddb/auto";
import { ConnectionFailed } from "@community/sdk";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../src/app/api.js";
import { coming, followTickets, keepTickets } from "../src/parts/tickets.js";
import { forget, keep, kept, own } from "../src/store/idb.js";
import { empty, log } from "../src/store/log.js";

const now = Date.now();
const inHours = (hours: number) => new Date(now + hours * 3_600_000).toISOString();
const seat = (id: string, hours = 2, more = {}) =>
  ({
    id: `r-${id}`,
    event: { id, name: id },
    status: "confirmed",
    starts_at: inHours(hours),
    ends_at: inHours(hours + 1),
    is_cancelled: false,
    ...more,
  }) as never;
const ticket = (id: string, hours = 2) => ({
  event_id: id,
  status: "confirmed",
  start_datetime: inHours(hours),
  end_datetime: inHours(hours + 1),
});

describe("Tickets that were never opened", () => {
  const asked: string[] = [];
  let mine: Record<string, string | null> = {};
  beforeEach(() => {
    own("amal");
    asked.length = 0;
    mine = {};
    vi.spyOn(api.events, "registration").mockImplementation((async (id: string) => {
      asked.push(id);
      return { id: `r-${id}`, ticket_code: id in mine ? mine[id] : `code ${id}`, status: "confirmed" };
    }) as never);
    vi.spyOn(api.tickets, "get").mockImplementation((async (code: string) => ticket(code.slice(5))) as never);
    vi.spyOn(api.tickets, "qr").mockImplementation(async () => new Response("x"));
  });
  afterEach(async () => {
    for (const id of ["e1", "e2"]) {
      await forget("tickets", id);
    }
    own(undefined);
    log.value = empty;
  });

  test("are those of coming events with a seat, the next ten", () => {
    const all = [
      seat("later", 30),
      seat("next", 1),
      seat("over", -5),
      seat("waits", 2, { status: "waitlisted" }),
      seat("off", 2, { is_cancelled: true }),
    ];
    expect(coming(all).map((one) => one.event.id)).toEqual(["next", "later"]);
    expect(coming(Array.from({ length: 30 }, (_, index) => seat(`e${index}`, index)))).toHaveLength(10);
  });

  test("are fetched once, and again when the seat or its time is another one", async () => {
    await keepTickets([seat("e1")]);
    expect((await kept<{ ticket: { event_id: string } }>("tickets", "e1"))?.ticket.event_id).toBe("e1");
    await keepTickets([seat("e1")]);
    expect(asked).toEqual(["e1"]);
    await keepTickets([seat("e1", 3)]);
    await keepTickets([seat("e1", 2, { status: "checked_in" })]);
    expect(asked).toEqual(["e1", "e1", "e1"]);
  });

  test("go with a seat that was given back; the server has the last word", async () => {
    await keep("tickets", "e1", { ticket: ticket("e1") });
    await keep("tickets", "e2", { ticket: ticket("e2") });
    mine = { e1: null };
    await keepTickets([seat("e1", 2, { is_cancelled: true })]);
    expect(await kept("tickets", "e1")).toBeUndefined();
    expect(await kept("tickets", "e2")).toBeDefined();
    expect(asked.toSorted()).toEqual(["e1", "e2"]);
  });

  test("go a week after the event, without a question", async () => {
    await keep("tickets", "e1", { ticket: ticket("e1", -200) });
    await keepTickets([]);
    expect(await kept("tickets", "e1")).toBeUndefined();
    expect(asked).toEqual([]);
  });

  test("wait where the network ends", async () => {
    vi.mocked(api.events.registration).mockImplementation((async (id: string) => {
      asked.push(id);
      throw new ConnectionFailed("away");
    }) as never);
    await keepTickets([seat("e1"), seat("e2")]);
    expect(asked).toEqual(["e1"]);
  });

  test("come with the log, and are not asked for when the person leaves", async () => {
    const end = followTickets();
    log.value = { ...empty, token: "1", registrations: [seat("e1")] };
    await vi.waitFor(async () => expect(await kept("tickets", "e1")).toBeDefined());
    log.value = { ...log.value, token: "2" };
    log.value = empty;
    await new Promise((go) => setTimeout(go, 20));
    expect(asked).toEqual(["e1"]);
    end();
  });
});
