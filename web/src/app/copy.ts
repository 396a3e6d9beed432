import { toast } from "../ui/toast.js";
import { words } from "../words/words.js";

/** Puts a text on the clipboard, and says whether that worked: browsers may refuse it. */
export async function copy(text: string, done = words.value.common.copied): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(done);
  } catch {
    toast(words.value.common.notCopied);
  }
}
