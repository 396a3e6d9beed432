import { RateLimited, ValidationFailed } from "@community/sdk";
import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { sentence } from "../ui/states.js";
import { priceOf } from "../words/amount.js";
import type { Fault } from "../words/refusal.js";
import { words } from "../words/words.js";
import { proven } from "./proof.js";
import { go, query, to } from "./router.js";

/** A fault of a price with its limits as people write them: the API has them in the smallest unit. */
const inUnits = (fault: Fault, currency: string): Fault => {
  const units = (limit: number | undefined) => (limit === undefined ? undefined : Number(priceOf(limit, currency)));
  // "must be at least 200 (2.00 AED)": the number in brackets is for people.
  const message = fault.message.replace(/\d+ \(([^)]+)\)/, "$1");
  return { ...fault, message, min: units(fault.min), max: units(fault.max), step: units(fault.step) };
};

/**
 * The faults of a refused form in the reader's language, by the names of its fields. `currency`: that of the price, if the form has one.
 */
export function faultsOf({ faults }: ValidationFailed, currency = ""): Record<string, string> {
  const said = new Map<string, Set<string>>();
  for (const fault of faults) {
    const name = fault.field.replace(/\[.*$/, "").replace("price_cents", "price");
    const shown = fault.field === "price_cents" ? inUnits(fault, currency) : fault;
    said.set(name, (said.get(name) ?? new Set()).add(words.value.errors.fault(shown)));
  }
  return Object.fromEntries([...said].map(([name, sentences]) => [name, [...sentences].join(" ")]));
}

/** The state of a form: its values, the fault of each, and whether it is being sent. */
export function useForm<Names extends string>(names: readonly Names[]) {
  const [form] = useState(() => {
    const values = Object.fromEntries(names.map((name) => [name, signal("")])) as Record<Names, ReturnType<typeof signal<string>>>;
    const errors = signal<Partial<Record<string, string>>>({});
    const error = signal("");
    const isBusy = signal(false);
    const submit = async (work: () => Promise<unknown>) => {
      if (isBusy.value) {
        return;
      }
      isBusy.value = true;
      errors.value = {};
      error.value = "";
      try {
        await proven(work);
      } catch (failure) {
        const each = failure instanceof ValidationFailed ? Object.entries(faultsOf(failure)).filter(([name]) => name in values) : [];
        errors.value = Object.fromEntries(each);
        if (each.length === 0) {
          const text = sentence(failure);
          error.value = text;
          if (failure instanceof RateLimited) {
            // The sentence says how long; then it is over.
            setTimeout(
              () => {
                error.value = error.value === text ? "" : error.value;
              },
              (failure.retryAfter ?? 10) * 1000,
            );
          }
        }
      } finally {
        isBusy.value = false;
      }
    };
    return { values, errors, error, isBusy, submit };
  });
  const of = (name: Names) => ({
    name,
    value: form.values[name].value ?? "",
    error: form.errors.value[name],
    onValue: (value: string) => {
      form.values[name].value = value;
    },
  });
  return { ...form, of };
}

/** Where to go after signing in: where the reader came from, if that is a screen of ours. */
export function goOn(): void {
  const next = query.value.get("next") ?? "";
  go(next.startsWith(to("/")) ? next : "/", { isStep: false });
}

/** The query that leads on to another form with the same way back. */
export const sameNext = (): string => {
  const next = query.value.get("next");
  return next ? `?next=${encodeURIComponent(next)}` : "";
};
