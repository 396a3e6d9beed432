import { describe, expect, test } from "vitest";
import { audit } from "../src/screens/wallet/ledger.js";

const entry = (amount: number, balance_after: number) => ({ amount, balance_after, created_at: "2026-11-23T10:00:00Z" });

describe("The audit of a wallet", () => {
  test("passes if every entry leads to the next and the last to the balance", () => {
    expect(audit([entry(-30, 90), entry(20, 120), entry(100, 100)], 90)).toEqual({ count: 3 });
    expect(audit([], 0)).toEqual({ count: 0 });
  });

  test("names the first entry that does not add up", () => {
    const wrong = entry(20, 125);
    expect(audit([entry(-30, 95), wrong, entry(100, 100)], 95)).toEqual({ count: 3, wrong });
  });

  test("sees a missing beginning and another balance", () => {
    expect(audit([entry(20, 120)], 120).wrong).toBeDefined();
    expect(audit([entry(100, 100)], 90)).toEqual({ count: 1, isOther: true });
  });
});
