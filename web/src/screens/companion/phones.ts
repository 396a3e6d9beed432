/** A text in pieces: numbers to call are apart, with the digits that are dialled. */
export function phones(text: string): { text: string; dial?: string }[] {
  const pieces: { text: string; dial?: string }[] = [];
  let end = 0;
  for (const found of text.matchAll(/(?<![\w.:/])\+?\d(?:[\d\s()-]{1,18}\d)(?![\w:/])/g)) {
    const digits = found[0].replace(/[^\d+]/g, "");
    if (digits.length < 3) {
      continue;
    }
    if (found.index > end) {
      pieces.push({ text: text.slice(end, found.index) });
    }
    pieces.push({ text: found[0], dial: digits });
    end = found.index + found[0].length;
  }
  if (end < text.length) {
    pieces.push({ text: text.slice(end) });
  }
  return pieces;
}
