import "fake-indexeddb/auto";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, me } from "../src/app/api.js";
import TicketPage from "../src/screens/ticket/ticket.js";
import { apply } from "../src/store/store.js";

const ticket = {
  code: "ABC",
  event_id: "e1",
  event_name: "Tea",
  status: "confirmed",
  start_datetime: "2026-12-04T15:00:00Z",
  end_datetime: "2026-12-04T17:00:00Z",
  time_zone: "Asia/Dubai",
};
const registration = { id: "r1", ticket_code: "ABC", status: "confirmed" };
const shows = (text: string) => vi.waitFor(() => expect(document.body.textContent).toContain(text));

describe("A ticket on the screen", () => {
  beforeEach(async () => {
    me.value = { id: "amal", username: "amal", name: "Amal", isGuest: false };
    vi.spyOn(api.events, "registration").mockResolvedValue(registration as never);
    vi.spyOn(api.tickets, "get").mockResolvedValue(ticket as never);
    vi.spyOn(api.tickets, "qr").mockImplementation(async () => new Response("x"));
    // Blobs do not survive the tables of the test.
    vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:x");
    await act(() => render(<TicketPage parameters={{ id: "e1" }} />, document.body));
    await vi.waitFor(() => expect(document.querySelector(".ticket-qr")).not.toBeNull());
  });
  afterEach(() => {
    render(null, document.body);
    apply([{ kind: "signed out" }]);
  });

  test("says at once that it was used at the door", async () => {
    vi.spyOn(api.tickets, "get").mockResolvedValue({ ...ticket, status: "checked_in", checked_in_at: "2026-12-04T15:02:00Z" } as never);
    vi.spyOn(api.events, "registration").mockResolvedValue({ ...registration, status: "checked_in" } as never);
    await act(() => apply([{ kind: "registration", eventId: "e1", registration: { ...registration, status: "checked_in" } as never }]));
    await vi.waitFor(() => expect(document.querySelector(".ticket .tag")).not.toBeNull());
  });

  test("is no ticket any longer when the seat was given back elsewhere", async () => {
    vi.spyOn(api.events, "registration").mockResolvedValue({ ...registration, ticket_code: null, status: "cancelled" } as never);
    await act(() => apply([{ kind: "registration", eventId: "e1", registration: null }]));
    await vi.waitFor(() => expect(document.querySelector(".ticket-qr")).toBeNull());
  });

  test("asks for a sign-in after the session has ended", async () => {
    await act(() => {
      me.value = null;
    });
    await shows("Sign in");
    expect(document.querySelector(".ticket-qr")).toBeNull();
  });
});
