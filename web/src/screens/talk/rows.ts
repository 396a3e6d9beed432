import type { Message } from "@community/sdk";
import type { Part } from "./part.js";

export type Row =
  | { kind: "day"; key: string; time: string }
  | { kind: "new" /** The time of the message before it. */; since?: string }
  | { kind: "message"; message: Message /** The first of its author in a while: with name and picture. */; isFirst: boolean };

/** Messages of one author that follow within this time (milliseconds) stand together. */
const Together = 5 * 60_000;

/** A part of the messages with the lines between them: a new day, which the first of them begins, too, and the first unread one. */
export function rowsOf(messages: readonly Message[], firstUnread?: number, { from, to }: Part = { from: 0, to: messages.length }): Row[] {
  const rows: Row[] = [];
  let before = messages[from - 1];
  for (const message of messages.slice(from, to)) {
    const time = new Date(message.created_at);
    const isNewDay = !before || rows.length === 0 || new Date(before.created_at).toDateString() !== time.toDateString();
    if (isNewDay) {
      rows.push({ kind: "day", key: `day-${time.toDateString()}`, time: message.created_at });
    }
    // The message with that number may be hidden from the reader.
    const isNew = firstUnread !== undefined && message.seq >= firstUnread && (!before || before.seq < firstUnread);
    if (isNew) {
      rows.push({ kind: "new", ...(before ? { since: before.created_at } : {}) });
    }
    const isFollowing = before?.author_id === message.author_id && time.getTime() - Date.parse(before.created_at) < Together;
    rows.push({ kind: "message", message, isFirst: isNewDay || isNew || !isFollowing });
    before = message;
  }
  return rows;
}
