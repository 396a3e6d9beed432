import type { Message } from "@community/sdk";
import { api } from "../../app/api.js";
import { useList } from "../../app/list.js";
import { Listing } from "../../parts/listing.js";
import { Dialog } from "../../ui/dialog.js";
import { words } from "../../words/words.js";
import { Line } from "./details.js";
import { excerptOf } from "./excerpt.js";

/** How many answers each message has, by its id. Answers come after it, so they are known where it is. */
export function answersOf(list: readonly Message[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { reply_to: id, is_deleted: isDeleted } of list) {
    if (id && !isDeleted) {
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  return counts;
}

/** The answers to a message, each a way to its place. */
export function Answers({
  to: { id },
  count,
  onJump,
  onClose,
}: {
  to: Pick<Message, "id">;
  count: number;
  onJump: (seq: number) => void;
  onClose: () => void;
}) {
  const title = words.value.threads.messages(count);
  const all = useList<Message>(
    (cursor) => api.messages.replies(id, { limit: 50, ...(cursor ? { after_seq: Number(cursor) } : {}) }),
    // New ones are read, too.
    [id, count],
  );
  return (
    <Dialog title={title} onClose={onClose}>
      <Listing of={all} class="threads" label={title} empty={<p class="soft">{title}</p>}>
        {(one) => (
          <Line
            key={one.id}
            message={one}
            text={excerptOf(one)}
            onJump={(seq) => {
              onClose();
              onJump(seq);
            }}
          />
        )}
      </Listing>
    </Dialog>
  );
}
