import "./button.css";
import type { ComponentChildren, JSX } from "preact";
import { Icon, type IconName } from "./icon.js";

interface Common {
  /** primary: the one thing to do here. plain: everything else. quiet: text with the size of a button. */
  kind?: "primary" | "plain" | "quiet" | "danger";
  icon?: IconName;
  isWide?: boolean;
  children: ComponentChildren;
}

type ButtonProps = Common & Omit<JSX.IntrinsicElements["button"], "icon"> & { isBusy?: boolean };

const classes = ({ kind = "plain", isWide }: Pick<Common, "kind" | "isWide">) => `button ${kind}${isWide ? " wide" : ""}`;

/** A button. While it is busy it keeps its size and does nothing. */
export function Button({ kind, icon, isWide, isBusy, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      class={classes({ kind, isWide })}
      aria-busy={isBusy || undefined}
      aria-disabled={isBusy || rest["aria-disabled"]}
      onClick={isBusy ? (click) => click.preventDefault() : rest.onClick}
    >
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}

/** A link that looks like a button: it leads somewhere. */
export function ButtonLink({ kind, icon, isWide, children, ...rest }: Common & JSX.IntrinsicElements["a"]) {
  return (
    <a {...rest} class={classes({ kind, isWide })}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </a>
  );
}

/** A button that shows an icon only; `label` names it. */
export function IconButton({ icon, label, ...rest }: { icon: IconName; label: string } & Omit<JSX.IntrinsicElements["button"], "icon">) {
  return (
    <button type="button" title={label} {...rest} class="icon-button" aria-label={label}>
      <Icon name={icon} />
    </button>
  );
}
