import { Icon } from "../../ui/icon.js";
import { words } from "../../words/words.js";
import type { Place } from "./place.js";

/** Leads to the end of the talk: from far away, and from anywhere when messages have come since (`count`). */
export function ToLatest({ place, count, onClick }: { place: Place; count: number; onClick: () => void }) {
  return count > 0 || place.isFar.value ? (
    <button type="button" class={count > 0 ? "to-latest is-new" : "to-latest"} onClick={onClick}>
      <Icon name="down" size={18} /> {words.value.thread.latest(count)}
    </button>
  ) : null;
}
