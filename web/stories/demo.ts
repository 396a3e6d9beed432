// The demo's people, whom `./community demo` makes: they have portraits, long talks and many events.
import { call, type Person, password } from "./fleet.js";
import type { World } from "./world.js";

/** One who organizes events, talks in communities and has conversations. */
const Reader = "omar.hamdan";

interface Named {
  id: string;
  name: string;
}

/** The world as this person sees it. Without the demo's people it is the given one. */
export async function inDemo(world: World): Promise<World> {
  const tokens = await call<Person["tokens"]>("POST", "/auth/login", { identifier: Reader, password }).catch(() => undefined);
  if (!tokens) {
    return world;
  }
  const reader: Person = { id: tokens.user.id, username: Reader, name: "Omar Hamdan", token: tokens.access_token, tokens };
  const list = async <Item>(path: string): Promise<Item[]> =>
    (await call<{ items: Item[] }>("GET", `${path}?limit=50`, undefined, reader.token)).items;
  const [talks, groups, events] = await Promise.all([
    list<{ peer: { id: string; username: string; full_name: string } }>("/direct"),
    list<Named>("/communities/mine"),
    list<Named & { organizer_id: string; registration_count: number }>("/events/mine"),
  ]);
  const discussions = await Promise.all(
    groups.map(async (group) =>
      (await list<{ id: string; title: string; message_count: number }>(`/communities/${group.id}/threads`)).map((one) => ({ one, group })),
    ),
  );
  const [longest] = discussions.flat().sort((a, b) => b.one.message_count - a.one.message_count);
  const [own] = events.filter((one) => one.organizer_id === reader.id).sort((a, b) => b.registration_count - a.registration_count);
  const peer = talks[0]?.peer;
  return {
    ...world,
    reader,
    community: longest?.group ?? world.community,
    thread: longest?.one ?? world.thread,
    own: own ?? world.own,
    friend: peer ? { ...world.friend, id: peer.id, username: peer.username, name: peer.full_name } : world.friend,
  };
}
