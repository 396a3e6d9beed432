import "./tag.css";
import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon.js";

/** A short state or property. */
export function Tag({
  kind = "plain",
  icon,
  children,
}: {
  kind?: "plain" | "good" | "warn" | "accent" | "strong";
  icon?: IconName;
  children: ComponentChildren;
}) {
  return (
    <span class={`tag ${kind}`}>
      {icon && <Icon name={icon} size={16} />}
      {children}
    </span>
  );
}
