// Time zones by the names of their cities, and by the names that the browser has for them.

const separators = /[\s_/()·,،-]+/g;

/** A text as it is compared: small letters without accents, one space between words. */
const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(separators, " ").trim();

/** The city of an IANA name: "Buenos Aires" of America/Argentina/Buenos_Aires. */
const cityOf = (zone: string) => zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ");

/** "Dubai (Asia)": the city comes first, as people look for it. */
export const labelOf = (zone: string): string => {
  const end = zone.lastIndexOf("/");
  return end < 0 ? zone : `${cityOf(zone)} (${zone.slice(0, end).replaceAll("_", " ")})`;
};

/** Names that the browser has for zones in a language, such as "توقيت مصر" or "Germany Time". */
export type ZoneNames = ReadonlyMap<string, string>;

/** Zones of which the names are made without a pause: each takes a slow phone some milliseconds. */
const Batch = 8;

const known = new Map<string, Promise<ZoneNames>>();

/** The names of zones in a language; they are made once. */
export function zoneNames(zones: readonly string[], language: string): Promise<ZoneNames> {
  const key = `${language} ${zones.join()}`;
  const names = known.get(key) ?? makeNames(zones, language);
  known.set(key, names);
  return names;
}

async function makeNames(zones: readonly string[], language: string): Promise<ZoneNames> {
  const names = new Map<string, string>();
  for (const [index, timeZone] of zones.entries()) {
    const parts = new Intl.DateTimeFormat(language, { timeZone, timeZoneName: "shortGeneric" }).formatToParts(0);
    names.set(timeZone, parts.find((part) => part.type === "timeZoneName")?.value ?? "");
    if (index % Batch === Batch - 1) {
      await new Promise((go) => setTimeout(go));
    }
  }
  return names;
}

/** Cities that name no zone, and those of the region in Arabic. */
const others: Record<string, string> = {
  uae: "Asia/Dubai",
  "abu dhabi": "Asia/Dubai",
  sharjah: "Asia/Dubai",
  دبي: "Asia/Dubai",
  "ابو ظبي": "Asia/Dubai",
  ابوظبي: "Asia/Dubai",
  الشارقة: "Asia/Dubai",
  jeddah: "Asia/Riyadh",
  الرياض: "Asia/Riyadh",
  جدة: "Asia/Riyadh",
  doha: "Asia/Qatar",
  الدوحة: "Asia/Qatar",
  الكويت: "Asia/Kuwait",
  manama: "Asia/Bahrain",
  المنامة: "Asia/Bahrain",
  مسقط: "Asia/Muscat",
  عمان: "Asia/Amman",
  القاهرة: "Africa/Cairo",
  الإسكندرية: "Africa/Cairo",
  بيروت: "Asia/Beirut",
  دمشق: "Asia/Damascus",
  بغداد: "Asia/Baghdad",
  mumbai: "Asia/Kolkata",
  delhi: "Asia/Kolkata",
  "new delhi": "Asia/Kolkata",
  kolkata: "Asia/Kolkata",
  turkey: "Europe/Istanbul",
  gmt: "UTC",
  utc: "UTC",
};
/** Zones by their newer names, where a browser has the older one. */
const older: Record<string, string> = { "Asia/Kolkata": "Asia/Calcutta", UTC: "Etc/UTC" };

/**
 * The zone that a text is about. Without `names`: its own name, its city or the beginning of that, in whole words. With them also countries,
 * and at last a part of any name.
 */
export function zoneOf(text: string, zones: readonly string[], names?: ZoneNames): string | undefined {
  const sought = plain(text);
  if (!sought) {
    return undefined;
  }
  const nameOf = (zone: string) => plain(names?.get(zone) ?? "");
  const tests: ((zone: string) => boolean)[] = [
    (zone) => [zone, labelOf(zone), cityOf(zone)].some((name) => plain(name) === sought),
    (zone) => `${plain(cityOf(zone))} `.startsWith(`${sought} `),
  ];
  if (names) {
    tests.push(
      (zone) => `${nameOf(zone)} `.startsWith(`${sought} `),
      (zone) => ` ${nameOf(zone)} `.includes(` ${sought} `),
      (zone) => plain(cityOf(zone)).startsWith(sought),
      (zone) => `${plain(zone)} ${nameOf(zone)}`.includes(sought),
    );
  }
  const other = Object.entries(others).find(([name]) => plain(name) === sought)?.[1];
  for (const zone of other ? [other, older[other]] : []) {
    if (zone && zones.includes(zone)) {
      return zone;
    }
  }
  for (const isIt of tests) {
    const found = zones.find(isIt);
    if (found) {
      return found;
    }
  }
  return undefined;
}
