// Formatters, made once for each use: making one takes a slow phone longer than all that it writes.
const made = new Map<string, unknown>();

function once<Formatter>(kind: string, locale: string, options: object | undefined, make: () => Formatter): Formatter {
  const key = `${kind} ${locale} ${options ? JSON.stringify(options) : ""}`;
  const known = made.get(key) as Formatter | undefined;
  if (known) {
    return known;
  }
  const formatter = make();
  made.set(key, formatter);
  return formatter;
}

export const numbers = (locale: string, options?: Intl.NumberFormatOptions): Intl.NumberFormat =>
  once("number", locale, options, () => new Intl.NumberFormat(locale, options));
export const dates = (locale: string, options?: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  once("date", locale, options, () => new Intl.DateTimeFormat(locale, options));
export const spans = (locale: string, options?: Intl.RelativeTimeFormatOptions): Intl.RelativeTimeFormat =>
  once("span", locale, options, () => new Intl.RelativeTimeFormat(locale, options));
export const rules = (locale: string): Intl.PluralRules => once("rules", locale, undefined, () => new Intl.PluralRules(locale));
