import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Dialog } from "../../ui/dialog.js";
import { ar, enCount } from "../../words/plural.js";
import { catalogue, language } from "../../words/words.js";
import { type Emoji, found, grouped } from "./emoji-search.js";

const pickerWords = catalogue({
  en: {
    title: "Emoji",
    search: "Search by a word",
    results: (count: number) => enCount(count, "emoji, arrow keys choose", "emoji, arrow keys choose", "Nothing found. Try another word."),
    groups: ["Faces", "Hands and people", "Hearts and signs", "Nature", "Food", "Going out", "Things"],
  },
  ar: {
    title: "الرموز التعبيرية",
    search: "ابحث بكلمة",
    results: (count: number) => (count === 0 ? "لا نتائج. جرّب كلمة أخرى." : `النتائج: ${ar(count)}، اختر بالأسهم`),
    groups: ["وجوه", "أيدٍ وأشخاص", "قلوب وعلامات", "طبيعة", "طعام", "خارج البيت", "أشياء"],
  },
});

export interface PickerProps {
  onPick: (emoji: string) => void;
  onClose: () => void;
}

/** All emoji, by groups and by their words. One of them is a stop of the Tab key; arrows lead from one to the next. */
export default function EmojiPicker({ onPick, onClose }: PickerProps) {
  const texts = pickerWords.value;
  const q = useSignal("");
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const all = found(q.value);
  useEffect(() => field.current?.focus(), []);
  const pick = (emoji: string) => {
    onClose();
    onPick(emoji);
  };
  const onKey = (key: KeyboardEvent) => {
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const next = nextOf(buttons, key);
    if (next === undefined) {
      return;
    }
    key.preventDefault();
    (next < 0 ? field.current : buttons[next])?.focus();
  };
  let count = 0;
  return (
    <Dialog title={texts.title} onClose={onClose}>
      <input
        ref={field}
        class="palette-field"
        type="text"
        dir="auto"
        aria-label={texts.search}
        placeholder={texts.search}
        autocomplete="off"
        value={q.value}
        onInput={(input) => {
          q.value = input.currentTarget.value;
        }}
        onKeyDown={(key) => {
          if (key.key === "Enter" && q.value && all[0]) {
            key.preventDefault();
            pick(all[0].emoji);
          } else if (key.key === "ArrowDown") {
            key.preventDefault();
            list.current?.querySelector("button")?.focus();
          }
        }}
      />
      <p class={all.length > 0 ? "visually-hidden" : "soft"} role="status">
        {q.value && texts.results(all.length)}
      </p>
      <div ref={list} class="palette-list stack">
        {grouped(all).map(([group, some]) => (
          <section key={group} aria-labelledby={`emoji-${group}`}>
            <h3 id={`emoji-${group}`} class="small soft">
              {texts.groups[group]}
            </h3>
            <p class="emoji-list">
              {some.map((one) => (
                <One key={one.emoji} of={one} isStop={count++ === 0} onKey={onKey} onPick={pick} />
              ))}
            </p>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

interface OneProps {
  of: Emoji;
  isStop: boolean;
  onKey: (key: KeyboardEvent) => void;
  onPick: (emoji: string) => void;
}

function One({ of: { emoji, en, ar }, isStop, onKey, onPick }: OneProps) {
  const name = (language.value === "ar" ? ar : en)[0];
  return (
    <button type="button" tabIndex={isStop ? 0 : -1} aria-label={name} title={name} onKeyDown={onKey} onClick={() => onPick(emoji)}>
      {emoji}
    </button>
  );
}

/** The index of the button that a key leads to; -1: the field above; undefined: the key is none of these. */
export function nextOf(buttons: readonly HTMLElement[], { key }: Pick<KeyboardEvent, "key">): number | undefined {
  const at = buttons.indexOf(document.activeElement as HTMLElement);
  const forth = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  const back = forth === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
  switch (key) {
    case forth:
      return Math.min(at + 1, buttons.length - 1);
    case back:
      return Math.max(at - 1, 0);
    case "Home":
      return 0;
    case "End":
      return buttons.length - 1;
    case "ArrowDown":
    case "ArrowUp":
      return beside(buttons, at, key === "ArrowDown" ? 1 : -1);
    default:
      return undefined;
  }
}

/** The button nearest in the next line. */
function beside(buttons: readonly HTMLElement[], at: number, step: 1 | -1): number {
  const places = buttons.map((one) => one.getBoundingClientRect());
  const now = places[at];
  const line = now && places.filter((one) => (one.top - now.top) * step > 1).map((one) => one.top);
  if (!now || !line || line.length === 0) {
    return step > 0 ? buttons.length - 1 : -1;
  }
  const top = step > 0 ? Math.min(...line) : Math.max(...line);
  const near = (index: number) => {
    const one = places[index];
    return one && Math.abs(one.top - top) < 1 ? Math.abs(one.left - now.left) : Number.POSITIVE_INFINITY;
  };
  return buttons.reduce((best, _, index) => (near(index) < near(best) ? index : best), 0);
}
