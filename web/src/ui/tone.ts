/** A number that is always the same for a text, and spread evenly. */
export function hash(text: string): number {
  let value = 2_166_136_261;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 16_777_619);
  }
  value ^= value >>> 15;
  return Math.imul(value, 2_246_822_519) >>> 0;
}

const Tones = 6;

/** The class with the colours of a thing: always the same for its id. */
export const toneOf = (id: string): string => `tone-${hash(id) % Tones}`;
