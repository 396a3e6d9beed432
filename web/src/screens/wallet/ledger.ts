import type { Schemas } from "@community/sdk";

export type LedgerEntry = Pick<Schemas["WalletEntryView"], "amount" | "balance_after" | "created_at">;

/** What an audit of the wallet found: the number of entries, and the first that does not add up. */
export interface Audit {
  count: number;
  wrong?: LedgerEntry;
  /** The entries add up, and their sum is not the balance that is shown. */
  isOther?: boolean;
}

/** Adds up all entries, the newest first, from nothing to the balance: each one has to lead to the next. */
export function audit(entries: readonly LedgerEntry[], balance: number): Audit {
  let sum = 0;
  for (const entry of [...entries].reverse()) {
    sum += entry.amount;
    if (sum !== entry.balance_after) {
      return { count: entries.length, wrong: entry };
    }
  }
  return sum === balance ? { count: entries.length } : { count: entries.length, isOther: true };
}
