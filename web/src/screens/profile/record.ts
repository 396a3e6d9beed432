// What a person has done: projects, awards, certificates. Each is a few fields; the API takes the whole list of a kind.
import type { Schemas } from "@community/sdk";
import { api } from "../../app/api.js";

export const fieldNames = [
  "name",
  "title",
  "issuer",
  "description",
  "url",
  "started_on",
  "ended_on",
  "awarded_on",
  "issued_on",
  "expires_on",
] as const;
export type FieldName = (typeof fieldNames)[number];
export type Entry = Partial<Record<FieldName, string | null>>;
export type Kind = "projects" | "awards" | "certifications";
type Own = Schemas["OwnProfileView"];

export const kinds: Record<Kind, { fields: readonly FieldName[]; replace: (items: Entry[]) => PromiseLike<Own> }> = {
  projects: {
    fields: ["name", "description", "url", "started_on", "ended_on"],
    replace: (projects) => api.profiles.replaceProjects({ projects: projects as Schemas["Project"][] }),
  },
  awards: {
    fields: ["title", "issuer", "awarded_on"],
    replace: (awards) => api.profiles.replaceAwards({ awards: awards as Schemas["Award"][] }),
  },
  certifications: {
    fields: ["name", "issuer", "url", "issued_on", "expires_on"],
    replace: (certifications) => api.profiles.replaceCertifications({ certifications: certifications as Schemas["Certification"][] }),
  },
};

export const titleOf = (entry: Entry): string => entry.name ?? entry.title ?? "";

/** The first day and the last, each where there is one. */
export const daysOf = (entry: Entry): (string | undefined)[] => [
  entry.started_on ?? entry.awarded_on ?? entry.issued_on ?? undefined,
  entry.ended_on ?? entry.expires_on ?? undefined,
];

/** A list with an entry in place of another, or behind all; `entry` undefined: without it. Fields without a text are left out. */
export function withEntry(list: readonly Entry[], index: number, entry: Entry | undefined): Entry[] {
  const next = [...list];
  next.splice(
    index,
    1,
    ...(entry
      ? [
          Object.fromEntries(
            fieldNames.flatMap((name) => {
              const text = entry[name]?.trim();
              return text ? [[name, text]] : [];
            }),
          ),
        ]
      : []),
  );
  return next;
}

/** The name of the field of one entry that the API found a fault in: "url" of "projects[2].url". */
export const fieldAt = (index: number, path: string): string | undefined =>
  new RegExp(`^[a-z]+\\[${index}\\]\\.([a-z_]+)$`).exec(path)?.[1];
