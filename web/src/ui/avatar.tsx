import "./avatar.css";
import { inWidth } from "./picture.js";
import { toneOf } from "./tone.js";

/** A person's picture, or the first letters of their name. The name stands beside it in the text. */
export function Avatar({ id, name, picture, size = 36 }: { id: string; name: string; picture?: string | null; size?: 24 | 36 | 56 | 112 }) {
  return (
    <span class={`avatar avatar-${size} ${toneOf(id)}`} aria-hidden="true">
      {picture ? (
        <img
          src={inWidth(picture, size > 36 ? 256 : 64)}
          srcset={size <= 36 ? `${inWidth(picture, 256)} 2x` : undefined}
          alt=""
          width={size}
          height={size}
          loading="lazy"
        />
      ) : (
        initials(name)
      )}
    </span>
  );
}

/** "Amal Haddad" is AH; Arabic letters would join, so that one is taken. */
export function initials(name: string): string {
  const [first = "", ...rest] = name.trim().split(/\s+/);
  const letter = (word: string) => [...word][0] ?? "";
  const isArabic = /\p{Script=Arabic}/u.test(first);
  return (letter(first) + (isArabic ? "" : letter(rest.at(-1) ?? ""))).toUpperCase();
}
