// How a talk is read beyond its last messages.
import { placeOf, type Target } from "../../store/feed.js";
import { apply, messages, reaches } from "../../store/store.js";

/** Messages of one answer. */
const Page = 50;
/** Numbers: a message that is so near before the known ones is read together with all between. */
const Near = 200;

const reachOf = (channelId: string) => reaches.of(channelId).peek();
const firstOf = (channelId: string) => messages.of(channelId).peek()?.[0]?.seq ?? 0;

const read = (target: Target, query: { before_seq: number } | { after_seq: number }) => {
  const { resource, id } = placeOf(target);
  return resource().messages(id, { limit: Page, ...query });
};

/** Reads the messages before the first known one. */
export async function readEarlier(target: Target, channelId: string): Promise<void> {
  const before = firstOf(channelId);
  if (before) {
    const page = await read(target, { before_seq: before });
    apply([{ kind: "page", channelId, items: page.items, hasEarlier: page.next_cursor != null, before }]);
  }
}

/** Reads the messages after the last one of a run that does not reach the end. */
export async function readLater(target: Target, channelId: string): Promise<void> {
  const after = reachOf(channelId)?.upTo;
  if (after !== undefined) {
    const page = await read(target, { after_seq: after });
    apply([{ kind: "later", channelId, items: page.items, after, end: page.next_cursor == null ? page.last_seq : undefined }]);
  }
}

/** Whether a message is before the known ones, or after a run that does not reach the end. */
export function isAway(channelId: string, seq: number): boolean {
  const reach = reachOf(channelId);
  return reach !== undefined && ((reach.hasEarlier && seq < firstOf(channelId)) || (reach.end !== undefined && seq > reach.upTo));
}

/** Makes a message known: one that is near together with all between, another one with the run around it, in place of the known ones. */
export async function reach(target: Target, channelId: string, seq: number): Promise<void> {
  const isNear = () => seq < firstOf(channelId) && seq >= firstOf(channelId) - Near;
  for (let page = 0; page < Near / Page && isAway(channelId, seq) && isNear(); page++) {
    await readEarlier(target, channelId);
  }
  if (isAway(channelId, seq)) {
    const page = await read(target, { before_seq: seq + Page / 2 });
    apply([{ kind: "run", channelId, items: page.items, hasEarlier: page.next_cursor != null, end: page.last_seq }]);
  }
}
