import type { Message } from "@community/sdk";
import { words } from "../../words/words.js";

/** A message in a line of text: its words, or else the descriptions or names of its files. */
export function excerptOf({ is_deleted: isDeleted, content, attachments }: Message): string {
  if (isDeleted) {
    return words.value.thread.deleted;
  }
  return content || attachments.map((file) => file.alt || file.name).join(", ");
}
