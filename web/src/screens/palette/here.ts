import { nameOf } from "../../parts/person.js";
import { type LogState, log } from "../../store/log.js";

/** Something of the person's own log. */
export interface Here {
  key: string;
  kind: "person" | "community" | "event" | "message";
  text: string;
  more?: string;
  path: string;
}

/** Finds what this device has of the person: people, communities, events and last messages. It needs no network. */
export function findHere(q: string, state: LogState = log.value, most = 12): Here[] {
  const wanted = q.trim().toLocaleLowerCase();
  const fits = (text: string | null | undefined) => Boolean(text?.toLocaleLowerCase().includes(wanted));
  const talks = state.channels.filter((one) => one.kind === "direct" && one.peer);
  const connected = state.connections.filter((one) => !talks.some((talk) => talk.peer?.id === one.person.id));
  const all: Here[] = [
    ...talks
      .filter((one) => fits(nameOf(one.peer)))
      .map((one): Here => ({ key: one.id, kind: "person", text: nameOf(one.peer), path: `/messages/${one.peer?.id}` })),
    ...connected
      .filter((one) => fits(nameOf(one.person)))
      .map((one): Here => ({ key: one.id, kind: "person", text: nameOf(one.person), path: `/users/${one.person.id}` })),
    ...state.communities
      .filter((one) => fits(one.name))
      .map((one): Here => ({ key: one.id, kind: "community", text: one.name, path: `/communities/${one.id}` })),
    ...state.registrations
      .filter((one) => fits(one.event.name))
      .map((one): Here => ({ key: one.id, kind: "event", text: String(one.event.name), path: `/events/${one.event.id}` })),
    ...talks
      .filter((one) => fits(state.lasts[one.id]?.content))
      .map(
        (one): Here => ({
          key: `last ${one.id}`,
          kind: "message",
          text: (state.lasts[one.id]?.content ?? "").slice(0, 90),
          more: nameOf(one.peer),
          path: `/messages/${one.peer?.id}`,
        }),
      ),
  ];
  return wanted.length < 2 ? [] : all.slice(0, most);
}
