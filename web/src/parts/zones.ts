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

export async function zoneNames(zones: readonly string[], language: string): Promise<ZoneNames> {
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

/** The zone that a text is about: its own name or its city first, then the beginning of a city, then a part of any name. */
export function zoneOf(text: string, zones: readonly string[], names?: ZoneNames): string | undefined {
  const sought = plain(text);
  if (!sought) {
    return undefined;
  }
  const tests: ((zone: string) => boolean)[] = [
    (zone) => [zone, labelOf(zone), cityOf(zone)].some((name) => plain(name) === sought),
    (zone) => plain(cityOf(zone)).startsWith(sought),
    (zone) => `${plain(zone)} ${plain(names?.get(zone) ?? "")}`.includes(sought),
  ];
  for (const isIt of tests) {
    const found = zones.find(isIt);
    if (found) {
      return found;
    }
  }
  return undefined;
}
