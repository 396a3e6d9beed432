import type { Message, Schemas } from "@community/sdk";
import { nameOf } from "../../parts/person.js";
import { type LogState, log } from "../../store/log.js";

/** Something that this device has of the person. */
export interface Here {
  key: string;
  kind: "person" | "community" | "event" | "thread" | "message";
  text: string;
  more?: string;
  path: string;
}

/** An answer of the API that this device keeps: store/answers.ts. */
export interface KeptAnswer {
  key: string;
  value: unknown;
}

/** The most results of a kind. */
const Each = 6;
/** Letters of a message that are shown, and those of them before the first word that was searched. */
const Excerpt = 90;
const Before = 30;

/** A part of a message that has the text that was searched, or else the first of its words that is there. */
export function excerptWith(q: string, content: string): string {
  const text = content.toLocaleLowerCase();
  const at = [q, ...q.split(/\s+/)].map((part) => text.indexOf(part.toLocaleLowerCase())).find((index) => index >= 0) ?? 0;
  if (at + q.length <= Excerpt) {
    return content.slice(0, Excerpt);
  }
  // It begins with a whole word, if one begins near.
  const from = Math.max(content.lastIndexOf(" ", at - Before) + 1, at - 2 * Before);
  return `…${content.slice(from, from + Excerpt)}`;
}

/** An event or a discussion, as far as it is searched. */
interface Thing {
  id: string;
  name: string;
  path: string;
}

type Talk = { target: string; items: readonly Message[] };

/** The single things, or the items of a list, that answers with such keys have. */
function things<T>(answers: readonly KeptAnswer[], one: string, lists: readonly string[]): T[] {
  return answers.flatMap(({ key, value }) => {
    const [kind = ""] = key.split(" ");
    return kind === one ? [value as T] : lists.includes(kind) ? ((value as { items?: T[] }).items ?? []) : [];
  });
}

function eventsOf(state: LogState, answers: readonly KeptAnswer[]): Thing[] {
  return [
    ...state.registrations.map((one) => ({ id: one.event.id, name: String(one.event.name) })),
    ...things<Schemas["EventView"]>(answers, "event", ["mine", "invited"]),
  ].map(({ id, name }) => ({ id, name, path: `/events/${id}` }));
}

function threadsOf(state: LogState, answers: readonly KeptAnswer[]): Thing[] {
  const known = state.channels
    .filter((one) => one.kind === "thread" && one.community && one.title)
    .map((one) => ({ id: one.id, title: String(one.title), community_id: String(one.community?.id) }));
  return [...known, ...things<Schemas["ThreadView"]>(answers, "thread", ["threads"])].map(({ id, title, community_id }) => ({
    id,
    name: title,
    path: `/communities/${community_id}/threads/${id}`,
  }));
}

/** Where the messages of a place are read; undefined: the community of the discussion is not known here. */
function pathOf(target: string, threads: readonly Thing[]): string | undefined {
  const [kind, id = ""] = target.split("/");
  return kind === "direct" ? `/messages/${id}` : kind === "event" ? `/events/${id}/chat` : threads.find((one) => one.id === id)?.path;
}

/** Messages with these words, the latest first. */
function messagesOf(talks: readonly Talk[], threads: readonly Thing[], fits: (text: string) => boolean, q: string): Here[] {
  return talks
    .flatMap(({ target, items }) => items.map((message) => ({ message, target })))
    .filter(({ message }) => !message.is_deleted && fits(message.content))
    .sort((a, b) => b.message.created_at.localeCompare(a.message.created_at))
    .flatMap(({ message, target }): Here[] => {
      const path = pathOf(target, threads);
      const text = excerptWith(q, message.content);
      const key = `${message.channel_id} ${message.seq}`;
      return path ? [{ key, kind: "message", text, more: nameOf(message.author), path: `${path}?message=${message.id}` }] : [];
    });
}

/** The first ones, each once. */
function some(all: readonly Here[]): Here[] {
  const known = new Set<string>();
  return all.filter((one) => !known.has(one.key) && known.add(one.key)).slice(0, Each);
}

/** Finds what this device has of the person: people, communities, events, discussions and messages. It needs no network. */
export function findHere(q: string, state: LogState = log.value, answers: readonly KeptAnswer[] = []): Here[] {
  const wanted = q.trim().toLocaleLowerCase();
  if (wanted.length < 2) {
    return [];
  }
  const fits = (text: string | null | undefined) => Boolean(text?.toLocaleLowerCase().includes(wanted));
  const named = (all: readonly Thing[], kind: Here["kind"]) =>
    some(all.filter((one) => fits(one.name)).map(({ id, name, path }) => ({ key: id, kind, text: name, path })));
  const conversations = state.channels.filter((one) => one.kind === "direct" && one.peer);
  const connected = state.connections.filter((one) => !conversations.some((talk) => talk.peer?.id === one.person.id));
  const people = [
    ...conversations.map((one): Thing => ({ id: one.id, name: nameOf(one.peer), path: `/messages/${one.peer?.id}` })),
    ...connected.map((one): Thing => ({ id: one.id, name: nameOf(one.person), path: `/users/${one.person.id}` })),
  ];
  const places = state.communities.map((one): Thing => ({ id: one.id, name: one.name, path: `/communities/${one.id}` }));
  const threads = threadsOf(state, answers);
  const talks = answers
    .filter(({ key }) => key.startsWith("messages "))
    .map(({ key, value }): Talk => ({ target: key.slice("messages ".length), items: (value as { items?: Message[] }).items ?? [] }));
  const lasts = conversations
    .filter((one) => fits(state.lasts[one.id]?.content))
    .map((one): Here => {
      const last = state.lasts[one.id];
      const text = excerptWith(wanted, last?.content ?? "");
      return { key: `${one.id} ${last?.seq}`, kind: "message", text, more: nameOf(one.peer), path: `/messages/${one.peer?.id}` };
    });
  return [
    ...named(people, "person"),
    ...named(places, "community"),
    ...named(eventsOf(state, answers), "event"),
    ...named(threads, "thread"),
    ...some([...messagesOf(talks, threads, fits, wanted), ...lasts]),
  ];
}
