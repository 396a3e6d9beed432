// Which columns have room, as the styles of talk have it (talk.css): a phone does not make those that it does not show.
import { type ReadonlySignal, signal } from "@preact/signals";

function room(query: string): ReadonlySignal<boolean> {
  const media = globalThis.matchMedia?.(query);
  const has = signal(media?.matches ?? false);
  media?.addEventListener("change", () => {
    has.value = media.matches;
  });
  return has;
}

/** For the list beside the messages. */
export const hasListRoom = room("(width >= 56rem)");
/** For the person's communities. */
export const hasRailRoom = room("(width >= 72rem)");
