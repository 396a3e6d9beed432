import "./search-box.css";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Icon } from "./icon.js";

/** Asks a third of a second after the last key, and at once for Enter or when the reader goes on: so the way back has the text. */
export function SearchBox({
  label,
  placeholder,
  value,
  onValue,
  children,
}: {
  label: string;
  placeholder: string;
  value: string;
  onValue: (text: string) => void;
  /** At the end of the field. */
  children?: ComponentChildren;
}) {
  const [text, setText] = useState(value);
  // A value from elsewhere (a link, the button that clears) is shown; the reader's own text keeps its spaces.
  useEffect(() => setText((present) => (present.trim() === value ? present : value)), [value]);
  useEffect(() => {
    if (text.trim() === value) {
      return;
    }
    const timer = setTimeout(() => onValue(text.trim()), 350);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <form
      class="search-box"
      onSubmit={(submit) => {
        submit.preventDefault();
        onValue(text.trim());
      }}
    >
      <Icon name="search" />
      <input
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={text}
        onInput={(input) => setText(input.currentTarget.value)}
        onBlur={() => text.trim() !== value && onValue(text.trim())}
        enterkeyhint="search"
      />
      {children}
    </form>
  );
}
