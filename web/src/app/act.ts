import { useSignal } from "@preact/signals";
import { sentence } from "../ui/states.js";
import { toast } from "../ui/toast.js";
import { proven } from "./proof.js";

/** Runs one thing at a time for a button, and shows failures. `run` answers whether it worked. */
export function useAct() {
  const isBusy = useSignal(false);
  const run = async (work: () => PromiseLike<unknown>, done?: string): Promise<boolean> => {
    if (isBusy.value) {
      return false;
    }
    isBusy.value = true;
    try {
      await proven(work);
      if (done) {
        toast(done);
      }
      return true;
    } catch (error) {
      toast(sentence(error));
      return false;
    } finally {
      isBusy.value = false;
    }
  };
  return { isBusy, run };
}
