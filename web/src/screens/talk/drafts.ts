// The drafts that the device keeps, as a list, and how tabs tell each other of them.
import type { Message } from "@community/sdk";
import { api } from "../../app/api.js";
import { nameOf } from "../../parts/person.js";
import { readKept } from "../../store/answers.js";
import { everyKeptEntry, forget, keep, kept } from "../../store/idb.js";
import { log } from "../../store/log.js";

/** What a tab tells the others: the text of a place, or the reply that was begun there (null: none any longer), or that files have changed somewhere. */
export interface Told {
  place: string;
  text?: string;
  reply?: Message | null;
  files?: boolean;
}

const Channel = "community.drafts";

/** Listens to other tabs, and to other parts of this page. */
export function draftChannel(heard: (told: Told) => void): BroadcastChannel {
  const channel = new BroadcastChannel(Channel);
  channel.onmessage = ({ data }: MessageEvent<Told>) => heard(data);
  return channel;
}

function tell(told: Told): void {
  const channel = new BroadcastChannel(Channel);
  channel.postMessage(told);
  channel.close();
}

/** talk: a message. discussion: a new one. announce: to all attendees. form: an event. */
export type DraftKind = "thread" | "direct" | "event" | "discussion" | "announce" | "form";

export interface Draft {
  kind: DraftKind;
  /** Of the place; empty for an event that is new. */
  id: string;
  text: string;
  /** The message that it answers. */
  reply?: Message;
  /** Their names. */
  files?: readonly string[];
  /** What is kept of it, to be forgotten or kept again. */
  rows: readonly (readonly [string, unknown])[];
}

const kindOf: Record<string, DraftKind> = {
  thread: "thread",
  direct: "direct",
  event: "event",
  "thread-title": "discussion",
  "thread-text": "discussion",
  announce: "announce",
  "event-form": "form",
};

/** The drafts among the rows of the device, by their places. */
export function draftsOf(rows: readonly (readonly [string, unknown])[]): Draft[] {
  const all = new Map<string, Draft>();
  const replies = new Map(rows.filter(([key]) => key.startsWith("reply/")).map(([key, value]) => [key.slice(6), [key, value] as const]));
  for (const [key, value] of rows) {
    const [first = "", ...rest] = key.split("/");
    const kind = kindOf[first];
    const text = kind === "form" ? nameIn(value) : value;
    if (!kind || typeof text !== "string") {
      continue;
    }
    const id = rest.join("/").replace(/^new$/, "");
    const before = all.get(`${kind}/${id}`);
    const reply = replies.get(key);
    all.set(`${kind}/${id}`, {
      kind,
      id,
      // Of a new discussion the title comes first, whichever of its rows does.
      text: [first === "thread-title" ? text : before?.text, first === "thread-title" ? before?.text : text].filter(Boolean).join("\n"),
      ...(reply ? { reply: (reply[1] as { message: Message }).message } : {}),
      rows: [...(before?.rows ?? []), [key, value], ...(reply ? [reply] : [])],
    });
  }
  type File = { place: string; name: string; begun: number };
  const files = rows.filter(([key]) => key.startsWith("file/")).map((row) => ({ row, file: row[1] as File }));
  // The keys of their rows are random: in the message they are in the order in which they were attached.
  for (const { row, file } of files.sort((a, b) => a.file.begun - b.file.begun)) {
    const { place, name } = file;
    const [kind = "", id = ""] = place.split("/");
    const of = kindOf[kind];
    if (of) {
      const before = all.get(place) ?? { kind: of, id, text: "", rows: [] };
      all.set(place, { ...before, files: [...(before.files ?? []), name], rows: [...before.rows, row] });
    }
  }
  return [...all.values()];
}

/** The name of an event in its kept form, or among the kept changes of it. */
function nameIn(value: unknown): string {
  const form = value as { name?: string; changes?: { name?: string } } | undefined;
  return (form?.changes ?? form)?.name ?? "";
}

export const readDrafts = async (): Promise<Draft[]> => draftsOf(await everyKeptEntry("drafts"));

export async function discardDraft({ rows }: Draft): Promise<void> {
  for (const [key] of rows) {
    await forget("drafts", key);
    tell(
      key.startsWith("file/")
        ? { place: "", files: true }
        : key.startsWith("reply/")
          ? { place: key.slice(6), reply: null }
          : { place: key, text: "" },
    );
  }
}

export async function restoreDraft({ rows }: Draft): Promise<void> {
  for (const [key, value] of rows) {
    if ((await kept("drafts", key)) !== undefined) {
      // What was written since is newer.
      continue;
    }
    await keep("drafts", key, value);
    if (key.startsWith("reply/")) {
      tell({ place: key.slice(6), reply: (value as { message: Message }).message });
    } else if (key.startsWith("file/")) {
      tell({ place: "", files: true });
    } else if (typeof value === "string") {
      tell({ place: key, text: value });
    }
  }
}

/** Where a draft is gone on with. */
export function pathOf({ kind, id }: Pick<Draft, "kind" | "id">): string {
  const copied = id.replace(/^copy\//, "");
  switch (kind) {
    case "thread":
      return `/channels/${id}`;
    case "direct":
      return `/messages/${id}`;
    case "event":
      return `/events/${id}/chat`;
    case "discussion":
      return `/communities/${id}?new=1`;
    case "announce":
      return `/organize/${id}`;
    case "form":
      return !id ? "/organize/new" : copied === id ? `/organize/${id}/edit` : `/organize/new?of=${copied}`;
  }
}

/** The name of a draft's place. It fails where the place is gone. */
export async function placeNameOf({ kind, id }: Pick<Draft, "kind" | "id">): Promise<string> {
  const known = log
    .peek()
    .channels.find((one) =>
      kind === "thread"
        ? one.kind === "thread" && one.id === id
        : kind === "direct"
          ? one.peer?.id === id
          : kind === "event" && one.event?.id === id,
    );
  if (known?.title) {
    return known.title;
  }
  if (kind === "thread") {
    return (await readKept(`thread ${id}`, () => api.threads.get(id))).title;
  }
  if (kind === "direct") {
    return nameOf(await api.users.get(id));
  }
  if (kind === "discussion") {
    return (await readKept(`community ${id}`, () => api.communities.get(id))).name;
  }
  const event = id.replace(/^copy\//, "");
  return event ? (await readKept(`event ${event}`, () => api.events.get(event))).name : "";
}
