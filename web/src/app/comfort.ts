// What makes the client comfortable for one reader, on this device: the size of texts, motion, and keys.
import { signal } from "@preact/signals";
import { recalled, remember } from "./device.js";

const choices = {
  /** Empty: as the browser. */
  text: ["", "large", "larger"],
  /** Empty: as the device. */
  motion: ["", "reduce"],
  /** Whether single keys do something while no text is written (WCAG 2.1.4). */
  keys: ["", "off"],
  /** The key that sends a message. Empty: Enter. */
  send: ["", "ctrl"],
} as const;

export type Comfort = keyof typeof choices;

const keyOf = (what: Comfort) => `community.${what}`;

export const comfort = { text: signal(""), motion: signal(""), keys: signal(""), send: signal("") };

export function setComfort(what: Comfort, next: string): void {
  const value = (choices[what] as readonly string[]).includes(next) ? next : "";
  comfort[what].value = value;
  remember(keyOf(what), value);
  if (value) {
    document.documentElement.dataset[what] = value;
  } else {
    delete document.documentElement.dataset[what];
  }
}

/** Whether nothing shall move that need not: by the reader's choice here, or by that of the device. */
export const isCalm = (): boolean => comfort.motion.peek() === "reduce" || matchMedia("(prefers-reduced-motion: reduce)").matches;

export function restoreComfort(): void {
  for (const what of Object.keys(choices) as Comfort[]) {
    setComfort(what, recalled(keyOf(what)) ?? "");
  }
}

/** Whether a key in a field sends the message. While a word is being composed (by an input method) Enter belongs to it. */
export const sends = (key: KeyboardEvent): boolean =>
  key.key === "Enter" && !key.shiftKey && !key.isComposing && (comfort.send.value !== "ctrl" || key.ctrlKey || key.metaKey);
