interface Piece {
  text: string;
  dial?: string;
  link?: string;
}

/** A text in pieces: numbers to call are apart, with the digits that are dialled, and so are addresses of help lines on the web. */
export function phones(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const found of text.matchAll(/https:\/\/[\w./?=&%-]*[\w/]|(?<![\w.:/])\+?\d(?:[\d\s()-]{1,18}\d)(?![\w:/])/g)) {
    const isLink = found[0].startsWith("https:");
    const digits = found[0].replace(/[^\d+]/g, "");
    if (!isLink && digits.length < 3) {
      continue;
    }
    if (found.index > end) {
      pieces.push({ text: text.slice(end, found.index) });
    }
    pieces.push(isLink ? { text: found[0], link: found[0] } : { text: found[0], dial: digits });
    end = found.index + found[0].length;
  }
  if (end < text.length) {
    pieces.push({ text: text.slice(end) });
  }
  return pieces;
}
