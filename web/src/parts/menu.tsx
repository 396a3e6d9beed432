import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Button, IconButton } from "../ui/button.js";
import { Icon, type IconName } from "../ui/icon.js";

export interface MenuItem {
  text: string;
  icon?: IconName;
  onChoose?: () => void;
  href?: string;
  /** It leads to another site, which opens beside this page and learns nothing of it. */
  isOut?: boolean;
}

/** A button that opens a list of things to do. By keyboard: arrows, Home, End, Escape. `kind`: the button shows its label, and looks so. */
export function Menu({
  label,
  items,
  icon = "more",
  kind,
  isUp,
}: {
  label: string;
  items: readonly MenuItem[];
  icon?: IconName;
  kind?: "plain" | "quiet";
  isUp?: boolean | undefined;
}) {
  const isOpen = useSignal(false);
  const box = useRef<HTMLDivElement>(null);
  const all = () => [...(box.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
  const close = (isFocused = true) => {
    isOpen.value = false;
    if (isFocused) {
      box.current?.querySelector("button")?.focus();
    }
  };
  useEffect(() => {
    if (!isOpen.value) {
      return;
    }
    all()[0]?.focus();
    const outside = (press: Event) => {
      if (!box.current?.contains(press.target as Node)) {
        close(false);
      }
    };
    const ways = ["pointerdown", "focusin"];
    for (const way of ways) {
      addEventListener(way, outside);
    }
    return () => {
      for (const way of ways) {
        removeEventListener(way, outside);
      }
    };
  }, [isOpen.value]);
  const move = (key: KeyboardEvent) => {
    const targets = all();
    const at = targets.indexOf(document.activeElement as HTMLElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[key.key];
    if (key.key === "Escape" || key.key === "Tab") {
      close(key.key === "Escape");
    } else if (next !== undefined) {
      key.preventDefault();
      targets.at(next % targets.length)?.focus();
    }
  };
  const button = {
    icon,
    "aria-haspopup": "menu",
    "aria-expanded": isOpen.value,
    onClick: () => {
      isOpen.value = !isOpen.value;
    },
  } as const;
  return (
    <div ref={box} class={kind ? "menu wide" : "menu"}>
      {kind ? (
        <Button {...button} kind={kind}>
          {label}
        </Button>
      ) : (
        <IconButton {...button} label={label} />
      )}
      {isOpen.value && (
        <div class={isUp ? "menu-list up" : "menu-list"} role="menu" tabIndex={-1} aria-label={label} onKeyDown={move}>
          {items.map(({ text, icon: sign, onChoose, href, isOut }) =>
            href ? (
              <a
                key={text}
                role="menuitem"
                href={href}
                tabIndex={-1}
                {...(isOut ? { target: "_blank", rel: "noopener noreferrer" } : {})}
                onClick={() => close(false)}
              >
                {sign && <Icon name={sign} size={18} />}
                {text}
              </a>
            ) : (
              <button
                key={text}
                type="button"
                role="menuitem"
                tabIndex={-1}
                onClick={() => {
                  close();
                  onChoose?.();
                }}
              >
                {sign && <Icon name={sign} size={18} />}
                {text}
              </button>
            ),
          )}
        </div>
      )}
    </div>
  );
}
