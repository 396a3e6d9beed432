import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { recalled, remember } from "../../app/device.js";
import { talkWords } from "./words.js";

/** The width of the list, in rem. */
const Least = 15;
const Most = 34;
const Usual = 21;
const Kept = "community.list";

const width = signal(clamp(Number(recalled(Kept) ?? Usual)));

export function clamp(wanted: number): number {
  return Number.isFinite(wanted) && wanted > 0 ? Math.min(Most, Math.max(Least, Math.round(wanted * 2) / 2)) : Usual;
}

/** The width after the present one, for those who cannot drag: from narrow to usual to wide, and back to narrow. */
export const nextWidth = (now: number): number => [Usual, Most].find((one) => one > now) ?? Least;

/** Pixels that a pointer moves without meaning it. */
const Still = 4;

function set(wanted: number): void {
  width.value = clamp(wanted);
  remember(Kept, String(width.value));
}

/** The border between the list and the messages: dragged, moved by the arrow keys, and by a click to the next of three widths. */
export function Resizer() {
  useEffect(() => {
    document.documentElement.style.setProperty("--list", `${width.value}rem`);
  }, [width.value]);
  const isFromRight = () => document.documentElement.dir === "rtl";
  const drag = (press: PointerEvent) => {
    const handle = press.currentTarget as HTMLElement;
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    if (press.button !== 0) {
      return;
    }
    press.preventDefault();
    handle.setPointerCapture(press.pointerId);
    const from = width.value;
    let isDrag = false;
    const move = ({ clientX }: PointerEvent) => {
      isDrag ||= Math.abs(clientX - press.clientX) > Still;
      if (isDrag) {
        const way = isFromRight() ? press.clientX - clientX : clientX - press.clientX;
        set(from + way / rem);
      }
    };
    const release = () => {
      if (!isDrag) {
        set(nextWidth(from));
      }
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", release);
    handle.addEventListener(
      "lostpointercapture",
      () => {
        handle.removeEventListener("pointermove", move);
        handle.removeEventListener("pointerup", release);
      },
      { once: true },
    );
  };
  const press = (key: KeyboardEvent) => {
    const forth = isFromRight() ? "ArrowLeft" : "ArrowRight";
    const back = isFromRight() ? "ArrowRight" : "ArrowLeft";
    const next = { [forth]: width.value + 1, [back]: width.value - 1, Home: Least, End: Most }[key.key];
    if (next !== undefined) {
      key.preventDefault();
      set(next);
    }
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a border that can be moved is no rule between texts
    <div
      class="talk-border"
      role="separator"
      aria-orientation="vertical"
      aria-label={talkWords.value.border}
      aria-valuemin={Least}
      aria-valuemax={Most}
      aria-valuenow={width.value}
      tabIndex={0}
      onPointerDown={drag}
      onKeyDown={press}
    />
  );
}
