// Some actions need a proof that the person is still the account's owner, not older than ten minutes (403 reauthentication_required).
import { ApiError } from "@community/sdk";
import { signal } from "@preact/signals";
import { Suspended } from "./suspended.js";

const asked = signal<((isProven: boolean) => void) | undefined>(undefined);

/** Does the work; where it needs a proof, asks for one and does it again. Without a proof, the refusal is shown. */
export async function proven<Result>(work: () => PromiseLike<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason !== "reauthentication_required" || asked.value) {
      throw error;
    }
    const isProven = await new Promise<boolean>((resolve) => {
      asked.value = resolve;
    }).finally(() => {
      asked.value = undefined;
    });
    if (!isProven) {
      throw error;
    }
    return await work();
  }
}

/** The dialog; its code comes with the first question. */
export function ProofDialog() {
  const answer = asked.value;
  return answer ? (
    <Suspended load={() => import("../screens/security/proof.js").then((module) => module.Proof)} props={{ onEnd: answer }} />
  ) : null;
}
