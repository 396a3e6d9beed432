import { dates, numbers, spans } from "./intl.js";
import { locale, words } from "./words.js";

/** The reader's region, with the digits in which the texts write numbers. */
const tag = () => (locale.value.startsWith("ar") ? `${locale.value}-u-nu-latn` : locale.value);

const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => dates(tag(), options);

/** "Fri 27 Nov". `zone`: an IANA name; the reader's own without it. */
export const day = (time: string, zone?: string) =>
  format({ weekday: "short", day: "numeric", month: "short", timeZone: zone }).format(new Date(time));

/** "27 Nov". */
export const date = (time: string, zone?: string) => format({ day: "numeric", month: "short", timeZone: zone }).format(new Date(time));

/** "Friday 27 November 2026". */
export const longDay = (time: string, zone?: string) =>
  format({ weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: zone }).format(new Date(time));

/** "November 2026". */
export const month = (time: string) => format({ month: "long", year: "numeric" }).format(new Date(time));

/** "19:00". */
export const clock = (time: string, zone?: string) => format({ hour: "2-digit", minute: "2-digit", timeZone: zone }).format(new Date(time));

/** "Fri 27 Nov, 19:00". */
export const dayClock = (time: string, zone?: string) =>
  `${day(time, zone)}${locale.value.startsWith("ar") ? "، " : ", "}${clock(time, zone)}`;

/** "19:00–21:00", or with days if it ends on another one: the rule of the server's pages. A dash has spaces beside texts with spaces. */
export function span(start: string, end: string, zone?: string): string {
  const say = longDay(start, zone) === longDay(end, zone) ? clock : dayClock;
  const [from, until] = [say(start, zone), say(end, zone)];
  return from + (/\s/.test(from) ? " – " : "–") + until;
}

/** A title of which no line begins with a dash, and no short word breaks at its hyphen. The server's pages have the same rule. */
export const unbroken = (title: string): string =>
  title.replace(/ (?=[–—-] )/g, "\u00a0").replace(/\S+-\S+/g, (word) => (word.length > 16 ? word : word.replaceAll("-", "-\u2060")));

/** Today, Tomorrow, or the day. */
export function nearDay(time: string, zone?: string, now = new Date()): string {
  const key = (date: Date) => (zone ? dates("en-CA", { timeZone: zone }).format(date) : date.toDateString());
  const that = key(new Date(time));
  if (that === key(now)) {
    return words.value.common.today;
  }
  return that === key(new Date(now.getTime() + 86_400_000)) ? words.value.common.tomorrow : day(time, zone);
}

/** Since when: "14:02" of today, "Fri 27 Nov" of another day. */
export const sinceOf = (time: string, now = new Date()): string =>
  new Date(time).toDateString() === now.toDateString() ? clock(time) : day(time);

/** "4 min. ago", as the language says it. */
export function ago(time: string, now = Date.now()): string {
  const seconds = Math.round((new Date(time).getTime() - now) / 1000);
  const units: [Intl.RelativeTimeFormatUnit, number][] = [
    ["year", 31_557_600],
    ["month", 2_629_800],
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
  ];
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return spans(tag(), { numeric: "auto", style: "short" }).format(unit === "second" ? 0 : Math.round(seconds / size), unit);
}

/** When a wait of some seconds ends: "in 12 minutes", "at 18:05", "on Fri 27 Nov at 00:00". */
export function waitOf(seconds: number, now = Date.now()): string {
  if (seconds < 3600) {
    return spans(tag()).format(Math.ceil(seconds / 60), "minute");
  }
  const end = new Date(now + seconds * 1000);
  const isToday = end.toDateString() === new Date(now).toDateString();
  return words.value.errors.at(clock(end.toISOString()), isToday ? undefined : day(end.toISOString()));
}

/** A length of time: "4:05", "1:02:09". */
export function length(seconds: number): string {
  const two = numbers(tag(), { minimumIntegerDigits: 2, useGrouping: false });
  const one = numbers(tag(), { useGrouping: false });
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return [...(hours > 0 ? [one.format(hours)] : []), (hours > 0 ? two : one).format(minutes), two.format(seconds % 60)].join(":");
}

/** "Ali, Noor and Ben". */
export const listOf = (parts: readonly string[]): string => new Intl.ListFormat(locale.value).format(parts);

/** "3.2 km". */
export const distance = (kilometers: number): string =>
  numbers(tag(), { style: "unit", unit: "kilometer", maximumFractionDigits: kilometers < 10 ? 1 : 0 }).format(kilometers);

/** "150 m", and "3.2 km" from a kilometre on. A line does not break within it. */
export const metres = (count: number): string =>
  (count < 1000
    ? numbers(tag(), { style: "unit", unit: "meter", maximumFractionDigits: 0 }).format(count)
    : distance(count / 1000)
  ).replaceAll(" ", "\u00a0");

/** An amount in a currency's smallest unit, such as 2500 of AED. 0 is said as "Free". */
export function money(minor: number, currency: string): string {
  if (minor === 0) {
    return words.value.common.free;
  }
  const style = numbers(tag(), { style: "currency", currency });
  const digits = style.resolvedOptions().maximumFractionDigits ?? 2;
  const amount = minor / 10 ** digits;
  const text = (Number.isInteger(amount) ? numbers(tag(), { style: "currency", currency, minimumFractionDigits: 0 }) : style).format(
    amount,
  );
  // Within Arabic the signs of "9.99 US$" would change their places.
  return locale.value.startsWith("ar") && /[A-Za-z]/.test(text) ? `\u2066${text.replaceAll("\u200f", "")}\u2069` : text;
}
