// Amounts as people write them, and as the API has them: in the smallest unit of their currency.

/** Digits of a currency behind the point. */
const digitsOf = (currency: string): number => {
  try {
    return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
};

/** A number as people write it: with a comma for the point, or with Arabic digits. Null: nothing; NaN: it is none. */
export function numberOf(text: string): number | null {
  const plain = text
    .trim()
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replace(/[,٫]/, ".")
    .replace("−", "-");
  return plain ? Number(plain) : null;
}

/** The smallest units of a price as people write it: 5 dinars are 5,000 fils, 5 dirhams 500. Nothing is 0. */
export const unitsOf = (price: string, currency: string): number => Math.round((numberOf(price) ?? 0) * 10 ** digitsOf(currency));

/** The price as people write it. */
export const priceOf = (units: number, currency: string): string => String(units / 10 ** digitsOf(currency));
