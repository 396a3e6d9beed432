// A QR code (ISO/IEC 18004) of a short text: bytes, error correction level M, versions 1 to 10.
const EccPerBlock = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26];
const Blocks = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5];

const sizeOf = (version: number) => version * 4 + 17;

/** Modules that carry data and correction, in bits. */
function capacity(version: number): number {
  let bits = (16 * version + 128) * version + 64;
  if (version >= 2) {
    const count = Math.floor(version / 7) + 2;
    bits -= (25 * count - 10) * count - 55;
    if (version >= 7) {
      bits -= 36;
    }
  }
  return bits;
}

const dataBytes = (version: number) => Math.floor(capacity(version) / 8) - (EccPerBlock[version - 1] ?? 0) * (Blocks[version - 1] ?? 0);

/** The product of two elements of GF(2^8), modulo x^8 + x^4 + x^3 + x^2 + 1. */
function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    product ^= ((b >>> bit) & 1) * a;
  }
  return product;
}

/** The Reed-Solomon correction of some bytes. */
function correction(data: readonly number[], degree: number): number[] {
  const divisor = new Array<number>(degree).fill(0);
  divisor[degree - 1] = 1;
  let root = 1;
  for (let i = 0; i < degree; i++) {
    for (let j = 0; j < degree; j++) {
      divisor[j] = times(divisor[j] ?? 0, root) ^ (divisor[j + 1] ?? 0);
    }
    root = times(root, 2);
  }
  const rest = new Array<number>(degree).fill(0);
  for (const byte of data) {
    const factor = byte ^ (rest.shift() ?? 0);
    rest.push(0);
    divisor.forEach((one, index) => {
      rest[index] = (rest[index] ?? 0) ^ times(one, factor);
    });
  }
  return rest;
}

/** The bytes of all blocks, one of each in turn, with their corrections. */
function interleaved(bytes: readonly number[], version: number): number[] {
  const count = Blocks[version - 1] ?? 1;
  const degree = EccPerBlock[version - 1] ?? 0;
  const total = Math.floor(capacity(version) / 8);
  const short = count - (total % count);
  const length = Math.floor(total / count) - degree;
  const blocks: { data: readonly number[]; ecc: number[] }[] = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    const data = bytes.slice(at, at + length + (index < short ? 0 : 1));
    at += data.length;
    blocks.push({ data, ecc: correction(data, degree) });
  }
  const result: number[] = [];
  for (let index = 0; index <= length; index++) {
    result.push(...blocks.map(({ data }) => data[index]).filter((byte) => byte !== undefined));
  }
  for (let index = 0; index < degree; index++) {
    result.push(...blocks.map(({ ecc }) => ecc[index] ?? 0));
  }
  return result;
}

const masks: ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** The modules of a code, row by row; true is dark. Texts of up to 213 bytes. */
export function qrCode(text: string): boolean[][] {
  const bytes = [...new TextEncoder().encode(text)];
  let version = 1;
  while (version <= 10 && bytes.length + (version < 10 ? 2 : 3) > dataBytes(version)) {
    version++;
  }
  if (version > 10) {
    throw new RangeError("The text is too long for a code.");
  }
  const bits: number[] = [];
  const put = (value: number, length: number) => {
    for (let bit = length - 1; bit >= 0; bit--) {
      bits.push((value >>> bit) & 1);
    }
  };
  put(4, 4);
  put(bytes.length, version < 10 ? 8 : 16);
  for (const byte of bytes) {
    put(byte, 8);
  }
  const room = dataBytes(version) * 8;
  put(0, Math.min(4, room - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < room; pad ^= 0xec ^ 0x11) {
    put(pad, 8);
  }
  const data: number[] = [];
  for (let at = 0; at < bits.length; at += 8) {
    data.push(bits.slice(at, at + 8).reduce((sum, bit) => (sum << 1) | bit, 0));
  }
  return drawn(interleaved(data, version), version);
}

function drawn(codewords: readonly number[], version: number): boolean[][] {
  const size = sizeOf(version);
  const dark = Array.from({ length: size }, () => new Array<boolean>(size).fill(false));
  const fixed = Array.from({ length: size }, () => new Array<boolean>(size).fill(false));
  const set = (x: number, y: number, isDark: boolean) => {
    const [row, fixedRow] = [dark[y], fixed[y]];
    if (row && fixedRow && x >= 0 && x < size) {
      row[x] = isDark;
      fixedRow[x] = true;
    }
  };
  for (let at = 0; at < size; at++) {
    set(6, at, at % 2 === 0);
    set(at, 6, at % 2 === 0);
  }
  for (const [cx, cy] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const) {
    for (let dy = -4; dy <= 4; dy++) {
      for (let dx = -4; dx <= 4; dx++) {
        const ring = Math.max(Math.abs(dx), Math.abs(dy));
        set(cx + dx, cy + dy, ring !== 2 && ring !== 4);
      }
    }
  }
  const places = alignment(version);
  places.forEach((x, column) => {
    places.forEach((y, row) => {
      const isFinder =
        (column === 0 && row === 0) || (column === 0 && row === places.length - 1) || (column === places.length - 1 && row === 0);
      for (let dy = -2; dy <= 2 && !isFinder; dy++) {
        for (let dx = -2; dx <= 2; dx++) {
          set(x + dx, y + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
        }
      }
    });
  });
  const format = (mask: number) => {
    // Level M is 0.
    let rest = mask;
    for (let step = 0; step < 10; step++) {
      rest = (rest << 1) ^ ((rest >>> 9) * 0x537);
    }
    const bits = ((mask << 10) | rest) ^ 0x5412;
    const bit = (at: number) => ((bits >>> at) & 1) === 1;
    for (let at = 0; at <= 5; at++) {
      set(8, at, bit(at));
    }
    set(8, 7, bit(6));
    set(8, 8, bit(7));
    set(7, 8, bit(8));
    for (let at = 9; at < 15; at++) {
      set(14 - at, 8, bit(at));
    }
    for (let at = 0; at < 8; at++) {
      set(size - 1 - at, 8, bit(at));
    }
    for (let at = 8; at < 15; at++) {
      set(8, size - 15 + at, bit(at));
    }
    set(8, size - 8, true);
  };
  format(0);
  if (version >= 7) {
    let rest = version;
    for (let step = 0; step < 12; step++) {
      rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25);
    }
    const bits = (version << 12) | rest;
    for (let at = 0; at < 18; at++) {
      const isDark = ((bits >>> at) & 1) === 1;
      const [a, b] = [size - 11 + (at % 3), Math.floor(at / 3)];
      set(a, b, isDark);
      set(b, a, isDark);
    }
  }
  let at = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) {
      right = 5;
    }
    for (let step = 0; step < size; step++) {
      for (let side = 0; side < 2; side++) {
        const x = right - side;
        const y = ((right + 1) & 2) === 0 ? size - 1 - step : step;
        const row = dark[y];
        if (row && !fixed[y]?.[x] && at < codewords.length * 8) {
          row[x] = (((codewords[at >>> 3] ?? 0) >>> (7 - (at & 7))) & 1) === 1;
          at++;
        }
      }
    }
  }
  const masked = (mask: number) => {
    const turns = masks[mask];
    return dark.map((row, y) => row.map((isDark, x) => (!fixed[y]?.[x] && turns?.(x, y) ? !isDark : isDark)));
  };
  let best = { mask: 0, faults: Number.POSITIVE_INFINITY };
  for (let mask = 0; mask < masks.length; mask++) {
    format(mask);
    const faults = penalty(masked(mask));
    if (faults < best.faults) {
      best = { mask, faults };
    }
  }
  format(best.mask);
  return masked(best.mask);
}

function alignment(version: number): number[] {
  if (version === 1) {
    return [];
  }
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  const places = [6];
  for (let place = sizeOf(version) - 7; places.length < count; place -= step) {
    places.splice(1, 0, place);
  }
  return places;
}

/** How hard a pattern is to read: long runs, squares, and an uneven share of dark. */
function penalty(modules: readonly (readonly boolean[])[]): number {
  const size = modules.length;
  let faults = 0;
  let dark = 0;
  for (let y = 0; y < size; y++) {
    for (const at of [(x: number) => modules[y]?.[x], (x: number) => modules[x]?.[y]]) {
      let run = 1;
      for (let x = 1; x <= size; x++) {
        if (x < size && at(x) === at(x - 1)) {
          run++;
        } else {
          faults += run >= 5 ? run - 2 : 0;
          run = 1;
        }
      }
    }
    for (let x = 0; x < size; x++) {
      const one = modules[y]?.[x];
      dark += one ? 1 : 0;
      if (one === modules[y]?.[x + 1] && one === modules[y + 1]?.[x] && one === modules[y + 1]?.[x + 1]) {
        faults += 3;
      }
    }
  }
  return faults + Math.floor(Math.abs((dark * 20) / (size * size) - 10)) * 10;
}
