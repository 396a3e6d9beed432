import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../../ui/button.js";
import { words } from "../../words/words.js";

/** Says that there are unread lines below the part of the list that is seen, and leads to the first. `unread` names them: a change looks again. */
export function UnreadBelow({ unread }: { unread: string }) {
  const anchor = useRef<HTMLDivElement>(null);
  const below = useSignal<readonly Element[]>([]);
  useEffect(() => {
    const list = anchor.current?.parentElement;
    if (!list || !("IntersectionObserver" in globalThis)) {
      return;
    }
    const found = new Set<Element>();
    const observer = new IntersectionObserver((entries) => {
      const end = Math.min(list.getBoundingClientRect().bottom, innerHeight);
      for (const { target, isIntersecting, boundingClientRect } of entries) {
        if (!isIntersecting && boundingClientRect.top >= end - 1) {
          found.add(target);
        } else {
          found.delete(target);
        }
      }
      below.value = [...found];
    });
    for (const line of list.querySelectorAll(".thread-line.is-unread")) {
      observer.observe(line);
    }
    return () => {
      observer.disconnect();
      below.value = [];
    };
  }, [unread]);
  return (
    <div ref={anchor} class="unread-below">
      {below.value.length > 0 && (
        <Button
          icon="down"
          onClick={() => {
            const first = below.value[0];
            first?.scrollIntoView({ block: "center" });
            first?.querySelector("a")?.focus();
          }}
        >
          {words.value.threads.below(below.value.length)}
        </Button>
      )}
    </div>
  );
}
