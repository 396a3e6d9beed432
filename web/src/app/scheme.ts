import { signal } from "@preact/signals";
import { recalled, remember } from "./device.js";

export type Scheme = "" | "light" | "dark";
const Kept = "community.scheme";

/** Light or dark; empty: as the device. */
export const scheme = signal<Scheme>("");

export function setScheme(next: Scheme): void {
  scheme.value = next;
  remember(Kept, next);
  if (next) {
    document.documentElement.dataset.scheme = next;
  } else {
    delete document.documentElement.dataset.scheme;
  }
}

export const restoreScheme = (): void => setScheme((recalled(Kept) ?? "") as Scheme);
