import "fake-indexeddb/auto";
import { Conflict } from "@community/sdk";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api, me } from "../src/app/api.js";
import { query } from "../src/app/router.js";
import { Cases } from "../src/screens/admin/cases.js";
import { Decisions } from "../src/screens/admin/decisions.js";
import { Money } from "../src/screens/admin/money.js";
import { Service } from "../src/screens/admin/service.js";
import { Toasts } from "../src/ui/toast.js";

const payment = "0198c0de-0000-7000-8000-000000000001";
const show = (part: preact.ComponentChildren) =>
  act(() =>
    render(
      <>
        {part}
        <Toasts />
      </>,
      document.body,
    ),
  );
const write = (name: string, value: string) =>
  act(() => {
    const input = document.querySelector<HTMLInputElement>(`[name=${name}]`) as HTMLInputElement;
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
const press = (text: string) =>
  act(() => [...document.querySelectorAll("button")].findLast((one) => one.textContent?.trim() === text)?.click());

beforeEach(() => {
  me.value = { id: "amal", username: "amal", name: "Amal", isGuest: false };
  HTMLDialogElement.prototype.showModal = () => {};
});
afterEach(() => {
  render(null, document.body);
  vi.restoreAllMocks();
});

test("A payment is given back after a question that says how much; a refusal is told, and what was written stays", async () => {
  vi.spyOn(api.payments, "ledgerProof").mockResolvedValue({ is_balanced: true, accounts: [] } as never);
  const refund = vi.spyOn(api.payments, "refund").mockRejectedValueOnce(new Conflict(409, { detail: "It is back already." }));
  await show(<Money />);
  await write("id", "7");
  await press("Give a payment back");
  expect(document.body.textContent).toContain("This is not the number of a payment.");
  await write("id", ` ${payment} `);
  await write("amount_cents", "250");
  await write("reason", "The oven broke");
  await press("Give a payment back");
  expect(document.querySelector("dialog")?.textContent).toContain("250 of the payment's smallest unit");
  expect(refund).not.toHaveBeenCalled();
  await press("Give a payment back");
  await vi.waitFor(() => expect(document.querySelector(".toast")?.textContent).toContain("back already"));
  expect(document.querySelector<HTMLInputElement>("[name=id]")?.value).toContain(payment);
  refund.mockResolvedValueOnce({ description: "Evening bake", status: "partially_refunded" } as never);
  await press("Give a payment back");
  await vi.waitFor(() => expect(document.body.textContent).toContain("a part of it is back"));
  expect(refund).toHaveBeenLastCalledWith(payment, { amount_cents: 250, reason: "The oven broke" });
});

test("The payments of a person are listed, one is chosen, and they are read again once it is back", async () => {
  vi.spyOn(query, "value", "get").mockReturnValue(new URLSearchParams("part=ledger&person=maya"));
  vi.spyOn(api.payments, "ledgerProof").mockResolvedValue({ is_balanced: true, accounts: [] } as never);
  vi.spyOn(api.users, "get").mockResolvedValue({ id: "maya", username: "maya", full_name: "Maya Haddad" } as never);
  const one = {
    id: payment,
    description: "Evening bake",
    amount_cents: 2500,
    currency: "USD",
    refunded_amount: 0,
    paid_at: "2026-11-21T08:32:00Z",
  };
  const list = vi.spyOn(api.payments, "ofPerson").mockResolvedValue({ items: [one], next_cursor: null } as never);
  vi.spyOn(api.payments, "refund").mockResolvedValue({ description: "Evening bake", status: "refunded" } as never);
  await show(<Money />);
  await vi.waitFor(() => expect(document.body.textContent).toContain("Maya Haddad"));
  expect(list).toHaveBeenCalledWith("maya", expect.objectContaining({ limit: 10 }));
  await press("Choose");
  expect(document.querySelector<HTMLInputElement>("[name=id]")?.value).toBe(payment);
  list.mockResolvedValue({ items: [{ ...one, refunded_amount: 2500 }], next_cursor: null } as never);
  await press("Give a payment back");
  await press("Give a payment back");
  await vi.waitFor(() => expect(document.body.textContent).toContain("Given back: $25"));
  expect([...document.querySelectorAll("button")].find((each) => each.textContent === "Choose")?.disabled).toBe(true);
});

test("Decisions and cases name the people, with the way to them", async () => {
  const [maya, omar] = [
    { id: "maya", username: "maya", full_name: "Maya Haddad" },
    { id: "omar", username: "omar", full_name: "Omar Nasser" },
  ];
  const decision = { id: "d", seq: 1, decision: "warn", content_type: "message", reason: "spam", created_at: "2026-11-21T08:32:00Z" };
  vi.spyOn(api.moderation, "decisions").mockResolvedValue({ items: [{ ...decision, person: maya, moderator: omar }] } as never);
  const named = () => [...document.querySelectorAll("a[href*='/users/']")].map((link) => link.parentElement?.textContent);
  await show(<Decisions />);
  await vi.waitFor(() => expect(named()).toEqual(["The person: Maya Haddad", "Decided by: Omar Nasser"]));

  const found = {
    id: "c",
    status: "open",
    content_type: "message",
    reasons: [],
    report_count: 1,
    last_reported_at: "2026-11-21T08:32:00Z",
  };
  const items = [
    { ...found, author: maya, assigned_to: "omar", assignee: omar },
    { ...found, id: "c2", assigned_to: "gone", assignee: null },
  ];
  vi.spyOn(api.moderation, "cases").mockResolvedValue({ items } as never);
  await show(<Cases />);
  await vi.waitFor(() => expect(named()).toEqual(["Its author: Maya Haddad", "Taken by another: Omar Nasser"]));
});

test("The companion's findings are counted in words; a leaked key is replaced at once, and only after a question", async () => {
  const items = [{ month: "2026-11", source: "message", kind: "self_harm", severity: "high", count: 3 }];
  vi.spyOn(api.companion, "safetyCounts").mockResolvedValue({
    items,
    precision: [{ kind: "self_harm", found: 8, not_meant: 1, share: 0.875 }],
  } as never);
  const rotate = vi.spyOn(api.auth, "rotateSigningKeys").mockResolvedValue({ kid: "k2", signs_from: "2026-11-26T10:00:00Z" });
  await show(<Service />);
  await vi.waitFor(() => expect(document.querySelector("tbody")?.textContent).toContain("November 2026MessagesSelf-harm (high)3"));
  expect(document.querySelectorAll("tbody")[1]?.textContent).toBe("Self-harm8187.5 %");
  await press("Make a new key");
  expect(rotate).not.toHaveBeenCalled();
  await act(() => document.querySelector<HTMLInputElement>("dialog [type=checkbox]")?.click());
  await press("Make a new key");
  await vi.waitFor(() => expect(document.body.textContent).toContain("k2"));
  expect(rotate).toHaveBeenCalledWith({ immediate: true });
});
