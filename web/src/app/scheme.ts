import { signal } from "@preact/signals";

export type Scheme = "" | "light" | "dark";
const Kept = "community.scheme";

/** Light or dark; empty: as the device. */
export const scheme = signal<Scheme>("");

export function setScheme(next: Scheme): void {
  scheme.value = next;
  localStorage.setItem(Kept, next);
  if (next) {
    document.documentElement.dataset.scheme = next;
  } else {
    delete document.documentElement.dataset.scheme;
  }
}

export const restoreScheme = (): void => setScheme((localStorage.getItem(Kept) ?? "") as Scheme);
