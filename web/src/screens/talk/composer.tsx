import { useEffect, useRef, useState } from "preact/hooks";
import { forget, keep, kept } from "../../store/idb.js";
import { IconButton } from "../../ui/button.js";
import { words } from "../../words/words.js";

/** Milliseconds between two notices that somebody is typing. */
const TypingInterval = 3000;

/** The field to answer. Its text is kept for each place, also over a reload. */
export function Composer({ place, onSend, onTyping }: { place: string; onSend: (content: string) => void; onTyping: () => void }) {
  const texts = words.value.thread;
  const [text, setText] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const told = useRef(0);
  useEffect(() => {
    void kept<string>("drafts", place).then((draft) => draft && setText((present) => present || draft));
  }, [place]);
  const change = (next: string) => {
    setText(next);
    void (next ? keep("drafts", place, next) : forget("drafts", place));
    if (next && Date.now() - told.current > TypingInterval) {
      told.current = Date.now();
      onTyping();
    }
  };
  const send = () => {
    const content = text.trim();
    if (content) {
      onSend(content);
      told.current = 0;
      change("");
    }
    field.current?.focus();
  };
  return (
    <form
      class="composer"
      onSubmit={(submit) => {
        submit.preventDefault();
        send();
      }}
    >
      <textarea
        ref={field}
        rows={1}
        maxLength={8000}
        dir={text ? "auto" : undefined}
        aria-label={texts.write}
        aria-description={texts.hint}
        placeholder={texts.write}
        value={text}
        onInput={(input) => change(input.currentTarget.value)}
        onKeyDown={(key) => {
          // While a word is being composed (by an input method) Enter belongs to it.
          if (key.key === "Enter" && !key.shiftKey && !key.isComposing) {
            key.preventDefault();
            send();
          }
        }}
      />
      <IconButton icon="send" label={texts.send} type="submit" aria-disabled={text.trim() === ""} />
    </form>
  );
}
