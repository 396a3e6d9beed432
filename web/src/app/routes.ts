import type { RouteLine } from "./router.js";

/** Every screen. */
export const routes: RouteLine[] = [
  { pattern: "/", load: () => import("../screens/discover/discover.js") },
  { pattern: "/events/:id", load: () => import("../screens/event/event.js") },
  { pattern: "/events/:id/ticket", load: () => import("../screens/ticket/ticket.js") },
  { pattern: "/events/:id/paid", load: () => import("../screens/paid/paid.js") },
  { pattern: "/mine", load: () => import("../screens/mine/mine.js") },
  { pattern: "/communities", load: () => import("../screens/communities/communities.js") },
  { pattern: "/communities/:id", load: () => import("../screens/talk/talk.js") },
  { pattern: "/communities/:id/threads/:thread", load: () => import("../screens/talk/talk.js") },
  { pattern: "/sign-in", load: () => import("../screens/sign-in/sign-in.js") },
  { pattern: "/register", load: () => import("../screens/register/register.js") },
  { pattern: "/account", load: () => import("../screens/account/account.js") },
  { pattern: "/dev/kit", load: () => import("../screens/kit/kit.js") },
];
