// The picture of a run: the slowest answer of each second above, calls without a good answer below, and the faults behind.
const [WIDTH, HEIGHT, LEFT, TOP, MIDDLE] = [960, 360, 52, 28, 230];

const escaped = text => text.replace(/[<>&"]/g, sign => `&#${sign.charCodeAt(0)};`);

/** @param calls [at, ms, status], times from the beginning in milliseconds; status 0 is no answer @param happened faults with at, until and what */
export function picture(calls, happened) {
  const end = Math.max(1, ...calls.map(([at, ms]) => at + ms), ...happened.map(({ until }) => until));
  const seconds = Math.ceil(end / 1000);
  const slowest = Array(seconds + 1).fill(0);
  const failed = Array(seconds + 1).fill(0);
  for (const [at, ms, status] of calls) {
    const second = Math.floor(at / 1000);
    if (status === 0 || status >= 500) failed[second]++;
    else slowest[second] = Math.max(slowest[second], ms);
  }
  const x = second => LEFT + ((WIDTH - LEFT - 12) * second) / seconds;
  const [mostMs, mostFailed] = [Math.max(1000, ...slowest), Math.max(10, ...failed)];
  // Milliseconds on a logarithmic scale from 1.
  const y = ms => MIDDLE - ((MIDDLE - TOP) * Math.log10(Math.max(1, ms))) / Math.log10(mostMs);
  const below = number => MIDDLE + 24 + ((HEIGHT - 30 - MIDDLE - 24) * number) / mostFailed;
  const line = slowest.map((ms, second) => `${x(second).toFixed(1)},${y(ms).toFixed(1)}`).join(" ");
  const bars = failed.map((number, second) => number && `<rect x="${x(second).toFixed(1)}" y="${MIDDLE + 24}" width="${Math.max(1, x(1) - x(0)).toFixed(1)}" height="${(below(number) - MIDDLE - 24).toFixed(1)}"/>`).filter(Boolean).join("");
  const shades = happened.map(({ at, until, what }) => `<rect x="${x(at / 1000).toFixed(1)}" y="${TOP}" width="${Math.max(1, x(until / 1000) - x(at / 1000)).toFixed(1)}" height="${HEIGHT - 30 - TOP}"><title>${escaped(what)}</title></rect>`).join("");
  const ticks = [1, 10, 100, 1000, 10_000].filter(ms => ms <= mostMs).map(ms => `<text x="${LEFT - 6}" y="${y(ms) + 4}" text-anchor="end">${ms}</text><path d="M${LEFT} ${y(ms).toFixed(1)}H${WIDTH - 12}" stroke="#8884"/>`).join("");
  const step = Math.max(30, Math.ceil(seconds / 600) * 60);
  const times = Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => `<text x="${x(index * step).toFixed(1)}" y="${HEIGHT - 10}" text-anchor="middle">${index * step} s</text>`).join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="11" role="img" aria-label="Answer times and failed calls of each second">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<g fill="#f5c16c" fill-opacity="0.45">${shades}</g>
<g fill="#555">${ticks}${times}<text x="${LEFT}" y="16">slowest answer of each second, ms</text><text x="${LEFT}" y="${MIDDLE + 18}">calls without a good answer, at most ${mostFailed} a second</text></g>
<polyline points="${line}" fill="none" stroke="#1f6feb" stroke-width="1.2"/>
<g fill="#c9372c">${bars}</g>
</svg>
`;
}
