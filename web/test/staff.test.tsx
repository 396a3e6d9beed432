import "fake-indexeddb/auto";
import { Conflict } from "@community/sdk";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api, me } from "../src/app/api.js";
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

test("The companion's findings are counted in words; a leaked key is replaced at once, and only after a question", async () => {
  const items = [{ month: "2026-11", source: "message", kind: "self_harm", severity: "high", count: 3 }];
  vi.spyOn(api.companion, "safetyCounts").mockResolvedValue({ items } as never);
  const rotate = vi.spyOn(api.auth, "rotateSigningKeys").mockResolvedValue({ kid: "k2", signs_from: "2026-11-26T10:00:00Z" });
  await show(<Service />);
  await vi.waitFor(() => expect(document.querySelector("tbody")?.textContent).toContain("November 2026MessagesSelf-harm (high)3"));
  await press("Make a new key");
  expect(rotate).not.toHaveBeenCalled();
  await act(() => document.querySelector<HTMLInputElement>("dialog [type=checkbox]")?.click());
  await press("Make a new key");
  await vi.waitFor(() => expect(document.body.textContent).toContain("k2"));
  expect(rotate).toHaveBeenCalledWith({ immediate: true });
});
