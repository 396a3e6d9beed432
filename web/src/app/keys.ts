import { channelPath, unreadChannels } from "../store/log.js";
import { toast } from "../ui/toast.js";
import { words } from "../words/words.js";
import { go, place, setQuery, to } from "./router.js";

/** The key's letter. Keyboards of other scripts have it by its place. */
export const letterOf = ({ key, code }: KeyboardEvent): string => (/^[a-z]$/i.test(key) ? key : code.replace("Key", "")).toLowerCase();

/** What is unread after the present place, the last active first; after the last one the first. */
function toUnread(isDirect: boolean): void {
  const paths = unreadChannels(isDirect).map(channelPath);
  const next = paths[(paths.findIndex((path) => to(path) === place.value.path) + 1) % paths.length];
  if (next) {
    go(next);
  } else {
    toast(words.value.nav.nothingUnread);
  }
}

/** Begins something new: a discussion of the present community, or a message where one writes. */
function begin(): void {
  const field = document.querySelector<HTMLElement>(".composer textarea");
  if (/\/communities\/[0-9a-f-]{36}(\/threads\/|$)/.test(place.value.path)) {
    setQuery({ new: "1" });
  } else if (field) {
    field.focus();
  } else {
    go("/communities");
  }
}

/** What single letters do on every screen, for one who is signed in. */
export const letters: Record<string, () => void> = {
  c: begin,
  d: () => go("/drafts"),
  n: () => toUnread(false),
  p: () => toUnread(true),
};
