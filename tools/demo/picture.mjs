// Draws pictures as PNG, without a library: a portrait for each person, a landscape for each community and event.
import { crc32 as nodeCrc, deflateSync } from "node:zlib";

const table = Array.from({ length: 256 }, (_, value) => {
  let crc = value;
  for (let bit = 0; bit < 8; bit++) {
    crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  }
  return crc >>> 0;
});

/** zlib's own where Node has it (22 and newer). */
const crc32 = nodeCrc ?? ((bytes) => (bytes.reduce((crc, byte) => table[(crc ^ byte) & 255] ^ (crc >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0);

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

/** A PNG of 8-bit RGB; `colourAt(x, y)` gives the colour at a place from 0 to 1 (x also beyond, in a wide picture). */
function png(width, height, colourAt) {
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0, at = 0; y < height; y++) {
    rows[at++] = 0;
    for (let x = 0; x < width; x++) {
      const [red, green, blue] = colourAt((x + 0.5) / height, (y + 0.5) / height);
      rows[at++] = red;
      rows[at++] = green;
      rows[at++] = blue;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(rows, { level: 6 });
  return new Uint8Array(Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]));
}

/** Hue in degrees, saturation and lightness from 0 to 1. */
function hsl(hue, saturation, lightness) {
  const strength = saturation * Math.min(lightness, 1 - lightness);
  return [0, 8, 4].map((shift) => {
    const place = (shift + hue / 30) % 12;
    return Math.round(255 * (lightness - strength * Math.max(-1, Math.min(place - 3, 9 - place, 1))));
  });
}

const mix = ([a, b, c], [d, e, f], part) => [Math.round(a + (d - a) * part), Math.round(b + (e - b) * part), Math.round(c + (f - c) * part)];
const within = (x, y, cx, cy, rx, ry) => ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1;

const Skins = [[244, 213, 186], [226, 183, 145], [198, 148, 107], [160, 112, 76], [120, 80, 54], [92, 60, 42]];
const Hairs = [[38, 30, 28], [64, 44, 34], [102, 70, 44], [150, 108, 62], [120, 116, 112], [190, 188, 184]];

/** A portrait, 192 by 192. */
export function portrait(random, { covered = false, bearded = false } = {}) {
  const hue = random.between(0, 359);
  const [high, low] = [hsl(hue, 0.45, 0.82), hsl((hue + 40) % 360, 0.5, 0.62)];
  const [skin, hair] = [random.pick(Skins), random.pick(Hairs)];
  const cloth = hsl(random.between(0, 359), 0.5, 0.42);
  const scarf = hsl(random.between(0, 359), 0.35, 0.55);
  const [long, glasses, width] = [random.chance(0.45), random.chance(0.25), 0.15 + random.next() * 0.03];
  const shade = mix(skin, [90, 40, 30], 0.25);
  return png(192, 192, (x, y) => {
    const back = mix(high, low, y);
    const eye = within(x, y, 0.44, 0.43, 0.016, 0.018) || within(x, y, 0.56, 0.43, 0.016, 0.018);
    const ring = (cx) => within(x, y, cx, 0.43, 0.05, 0.045) && !within(x, y, cx, 0.43, 0.042, 0.037);
    const face = within(x, y, 0.5, 0.44, width, 0.2);
    if (face && y > 0.33) {
      if (eye || (glasses && (ring(0.44) || ring(0.56)))) {
        return [36, 30, 34];
      }
      if (within(x, y, 0.5, 0.545, 0.05, 0.028) && y > 0.545) {
        return [188, 84, 84];
      }
      if (bearded && y > 0.5 && !within(x, y, 0.5, 0.55, 0.075, 0.045)) {
        return hair;
      }
      return within(x, y, 0.505, 0.485, 0.015, 0.03) ? shade : skin;
    }
    if (covered && (within(x, y, 0.5, 0.42, width + 0.07, 0.27) || (y > 0.5 && within(x, y, 0.5, 0.72, 0.22, 0.24)))) {
      return mix(scarf, [255, 255, 255], face ? 0.1 : 0);
    }
    if (!covered && within(x, y, 0.5, 0.39, width + 0.045, 0.22) && (y < 0.44 || long)) {
      return hair;
    }
    if (!covered && long && Math.abs(x - 0.5) < width + 0.045 && y > 0.4 && y < 0.66 && Math.abs(x - 0.5) > width - 0.03) {
      return hair;
    }
    if (within(x, y, 0.5, 1.02, 0.36, 0.36)) {
      return within(x, y, 0.5, 0.68, 0.09, 0.08) ? shade : cloth;
    }
    if (Math.abs(x - 0.5) < 0.06 && y > 0.58 && y < 0.72) {
      return shade;
    }
    return back;
  });
}

const Width = 768;
const Height = 432;
const Sun = [255, 246, 222];
/** The hues of sky and hills from morning to night. */
const Hours = [[24, 12], [206, 150], [200, 92], [196, 28], [222, 258], [338, 276], [262, 214]];

/** How much of a place is on this side of an edge that is so far away: edges are smooth. */
const part = (distance) => Math.max(0, Math.min(1, distance * Height + 0.5));
const over = (under, upper, much) => (much <= 0 ? under : much >= 1 ? upper : mix(under, upper, much));

/** A landscape of hills under a sky, 768 by 432. */
export function landscape(random) {
  const chance = random.between(0, 359);
  const [skyHue, hillHue] = Hours[chance % Hours.length].map((hue) => (hue + (chance % 25) + 348) % 360);
  const [sky, glow] = [hsl(skyHue, 0.55, 0.72), hsl(38, 0.75, 0.88)];
  const [sunX, sunY, sunSize] = [0.3 + random.next() * 1.2, 0.18 + random.next() * 0.2, 0.06 + random.next() * 0.05];
  const hills = [0.5, 0.62, 0.76].map((height, at) => ({
    height,
    colour: hsl((hillHue + at * 14) % 360, 0.34, 0.58 - at * 0.14),
    waves: [random.next() * 6, 2 + random.next() * 3, 5 + random.next() * 5],
  }));
  const city = Array.from({ length: 24 }, () => (random.chance(0.6) ? 0.05 + random.next() * 0.22 : 0));
  const house = mix(hills[0].colour, [40, 44, 70], 0.35);
  const columns = Array.from({ length: Width }, (_, column) => {
    const x = (column + 0.5) / Height;
    const edges = hills.map(({ height, waves }) => height + 0.05 * Math.sin(x * waves[1] + waves[0]) + 0.02 * Math.sin(x * waves[2]));
    return { roof: 0.56 - (city[Math.floor((x / 1.78) * 24)] ?? 0), edges };
  });
  const rows = Array.from({ length: Height }, (_, row) => mix(sky, glow, Math.min(1, ((row + 0.5) / Height) * 1.5)));
  return png(Width, Height, (x, y) => {
    const { roof, edges } = columns[Math.floor(x * Height)];
    if (y - edges.at(-1) > 1 / Height) {
      return hills.at(-1).colour;
    }
    const away = Math.hypot(x - sunX, y - sunY);
    const halo = 0.5 * Math.max(0, 1 - (away - sunSize) / 0.35) ** 2;
    let colour = over(over(rows[Math.floor(y * Height)], Sun, halo), Sun, part(sunSize - away));
    if (y < 0.62) {
      colour = over(colour, house, part(y - roof));
    }
    edges.forEach((edge, at) => {
      colour = over(colour, hills[at].colour, part(y - edge));
    });
    return colour;
  });
}
