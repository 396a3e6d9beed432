import type { Schemas } from "@community/sdk";
import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, test } from "vitest";
import { CommunityForm } from "../src/screens/community/form.js";
import type { CommunityView } from "../src/store/store.js";
import { priceOf, unitsOf } from "../src/words/amount.js";

test("A price is in the smallest units of its own currency", () => {
  expect([unitsOf("5", "AED"), unitsOf("5", "KWD"), unitsOf("500", "JPY"), unitsOf("٥٫٥", "AED"), unitsOf("", "AED")]).toEqual([
    500, 5000, 500, 550, 0,
  ]);
  expect([priceOf(550, "AED"), priceOf(5000, "KWD"), priceOf(500, "JPY")]).toEqual(["5.5", "5", "500"]);
});

test("A community for five dinars stays one when it is saved", async () => {
  const saved: Schemas["CommunityDraft"][] = [];
  const community = { name: "Sailors", visibility: "paid", price_cents: 5000, currency: "KWD", tags: [] } as unknown as CommunityView;
  const box = document.createElement("div");
  document.body.append(box);
  act(() =>
    render(
      <CommunityForm
        community={community}
        action="Save"
        onSave={(body) => {
          saved.push(body);
          return Promise.resolve();
        }}
      />,
      box,
    ),
  );
  expect([...box.querySelectorAll("input")].map((input) => input.value)).toContain("5");
  await act(async () => {
    box.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
  });
  expect(saved.map((body) => body.price_cents)).toEqual([5000]);
  render(null, box);
  box.remove();
});
