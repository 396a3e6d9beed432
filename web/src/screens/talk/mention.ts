/** The name that is being written after an @ in front of the caret: where it begins and its letters so far. */
export function mentionAt(text: string, caret: number): { start: number; part: string } | undefined {
  const found = /(?:^|[\s(])@([a-z0-9._-]{0,50})$/i.exec(text.slice(0, caret));
  return found ? { start: caret - (found[1] ?? "").length - 1, part: (found[1] ?? "").toLowerCase() } : undefined;
}

/** The text with the name in the place of its first letters, and the new place of the caret. */
export function mentioned(text: string, caret: number, username: string): { text: string; caret: number } {
  const at = mentionAt(text, caret);
  if (!at) {
    return { text, caret };
  }
  const before = `${text.slice(0, at.start)}@${username} `;
  return { text: before + text.slice(caret).replace(/^ /, ""), caret: before.length };
}
