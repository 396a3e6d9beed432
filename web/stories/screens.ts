import type { World } from "./world.js";

/** The screens of the client, by the name that tests and screenshots use. `isPrivate`: seen by a person who is signed in. */
export const screens = (world: World): { name: string; path: string; isPrivate: boolean; sign: string }[] => [
  { name: "discover", path: "/", isPrivate: false, sign: ".event-card" },
  { name: "event", path: `/events/${world.free.id}`, isPrivate: false, sign: ".seat-bar" },
  { name: "event-paid", path: `/events/${world.paid.id}`, isPrivate: true, sign: ".seat-bar" },
  { name: "ticket", path: `/events/${world.free.id}/ticket`, isPrivate: true, sign: ".ticket-qr img" },
  { name: "mine", path: "/mine", isPrivate: true, sign: ".mine-event" },
  { name: "communities", path: "/communities", isPrivate: true, sign: ".community-card" },
  { name: "community", path: `/communities/${world.community.id}`, isPrivate: true, sign: ".thread-line" },
  { name: "thread", path: `/communities/${world.community.id}/threads/${world.thread.id}`, isPrivate: true, sign: ".message" },
  { name: "sign-in", path: "/sign-in", isPrivate: false, sign: "form" },
  { name: "register", path: "/register", isPrivate: false, sign: "form" },
  { name: "account", path: "/account", isPrivate: true, sign: ".choice" },
  { name: "missing", path: "/nowhere", isPrivate: false, sign: ".state" },
  { name: "kit", path: "/dev/kit", isPrivate: false, sign: ".swatches" },
];
