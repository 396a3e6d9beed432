import type { Person } from "./fleet.js";
import type { World } from "./world.js";

export interface Shown {
  /** As tests and screenshots call it. */
  name: string;
  path: string;
  /** Seen by a person who is signed in. */
  isPrivate: boolean;
  /** Only administrators see it. */
  isStaff?: true;
  /** What is there once the screen is. */
  sign: string;
}

/** The screens of the client. */
const screens = (world: World): Shown[] => {
  const talk = `/communities/${world.community.id}`;
  const own = `/organize/${world.own.id}`;
  const course = `/courses/${world.course.id}`;
  const seen: Shown[] = [
    { name: "discover", path: "/", isPrivate: false, sign: ".event-card" },
    { name: "map", path: "/?view=map", isPrivate: false, sign: ".map-pin" },
    { name: "event", path: `/events/${world.free.id}`, isPrivate: false, sign: ".seat-bar" },
    { name: "sign-in", path: "/sign-in", isPrivate: false, sign: ".entrance" },
    { name: "signed-in", path: "/signed-in?state=none&code=none", isPrivate: false, sign: ".entrance .button" },
    { name: "register", path: "/register", isPrivate: false, sign: "form" },
    { name: "forgot", path: "/forgot", isPrivate: false, sign: "form" },
    { name: "verify-email", path: "/verify-email#token=none", isPrivate: false, sign: ".entrance .button" },
    { name: "reset-password", path: "/reset-password#token=none", isPrivate: false, sign: "form" },
    { name: "waitlist", path: "/waitlist", isPrivate: false, sign: "form" },
    { name: "certificate", path: "/certificates", isPrivate: false, sign: "form" },
    { name: "missing", path: "/nowhere", isPrivate: false, sign: ".state" },
    { name: "kit", path: "/dev/kit", isPrivate: false, sign: ".swatches" },
  ];
  const signedIn = (name: string, path: string, sign: string): Shown => ({ name, path, isPrivate: true, sign });
  const forStaff = (name: string, path: string, sign: string): Shown => ({ name, path, isPrivate: true, isStaff: true, sign });
  return [
    ...seen,
    signedIn("event-paid", `/events/${world.paid.id}`, ".seat-bar"),
    signedIn("order", `/orders/${world.unpaid.order}`, ".big-number"),
    signedIn("paid", `/events/${world.unpaid.id}/paid?cancelled=1`, ".state"),
    signedIn("ticket", `/events/${world.free.id}/ticket`, ".ticket-qr img"),
    signedIn("event-chat", `/events/${world.free.id}/chat`, ".composer"),
    signedIn("mine", "/mine", ".mine-event"),
    signedIn("communities", "/communities", ".community-card"),
    signedIn("community", talk, ".thread-line"),
    signedIn("thread", `${talk}/threads/${world.thread.id}`, ".message"),
    signedIn("community-new", "/communities/new", "form"),
    signedIn("join", `/join/${world.link}`, "article.panel"),
    signedIn("community-members", `/communities/${world.ownCommunity.id}/manage`, ".line"),
    signedIn("community-invitations", `/communities/${world.ownCommunity.id}/manage?part=invitations`, ".panel"),
    signedIn("community-settings", `/communities/${world.ownCommunity.id}/manage?part=settings`, "form"),
    signedIn("people", "/people", ".person-card"),
    signedIn("connections", "/connections", ".line"),
    signedIn("activity", "/activity", ".line"),
    signedIn("network", "/network", ".graph"),
    signedIn("profile", `/users/${world.friend.id}`, ".figures"),
    signedIn("followers", `/users/${world.friend.id}/followers`, ".line"),
    signedIn("following", `/users/${world.friend.id}/following`, ".state"),
    signedIn("profile-edit", "/profile", "form"),
    signedIn("messages", `/messages/${world.friend.id}`, ".message"),
    signedIn("drafts", "/drafts", ".state"),
    signedIn("channel", `/channels/${world.thread.id}`, ".message"),
    signedIn("calls", "/calls", ".state, .rows .line"),
    signedIn("notifications", "/notifications", ".line"),
    signedIn("notices", "/notifications?show=settings", "table"),
    signedIn("organize", "/organize", ".line"),
    signedIn("event-new", "/organize/new", "form"),
    signedIn("event-edit", `${own}/edit`, "form"),
    signedIn("dashboard", own, ".figures"),
    signedIn("attendees", `${own}?part=attendees`, ".line"),
    signedIn("crew", `${own}?part=crew`, ".panel"),
    signedIn("scan", `${own}/scan`, ".scan-off"),
    signedIn("wallet", "/wallet", ".figures"),
    signedIn("plans", "/plans", ".plan"),
    signedIn("companion", "/companion", ".panel form, form.panel, .companion-talk"),
    signedIn("courses", "/courses", ".event-card"),
    signedIn("course", course, ".rows .line"),
    signedIn("module", `${course}/${world.course.module}`, ".prose"),
    signedIn("api-tokens", "/account/api-tokens", "form.panel"),
    signedIn("bots", "/account/bots", "form.panel"),
    signedIn("bot", `/account/bots/${world.bot.id}`, ".rows .line"),
    signedIn("bot-profile", `/users/${world.bot.id}`, ".figures"),
    signedIn("webhooks", "/account/webhooks", "form.panel"),
    signedIn("account", "/account", ".account-places"),
    signedIn("security", "/security", ".line"),
    signedIn("standing", "/standing", "h2"),
    forStaff("admin", "/admin", ".state, .rows .line"),
    forStaff("admin-appeals", "/admin?part=appeals", ".state, .rows .line"),
    forStaff("admin-decisions", "/admin?part=decisions", ".state, .rows .line"),
    forStaff("admin-person", `/admin?part=person&person=${world.friend.id}`, ".panel"),
    forStaff("admin-people", "/admin?part=people", ".rows .line"),
    forStaff("admin-audit", "/admin?part=audit", ".rows .line"),
    forStaff("admin-ledger", "/admin?part=ledger", "form"),
    forStaff("admin-rules", "/admin?part=rules", "form.panel"),
    forStaff("admin-courses", "/admin?part=courses", "form.panel"),
    forStaff("admin-course", `/admin?part=courses&course=${world.course.id}`, "ol .line"),
    forStaff("admin-service", "/admin?part=service", ".panel table, .panel p:not(.soft)"),
  ];
};

/** The screens that are shown to a visitor, to the reader, or to the staff. */
export const screensOf = (world: World, who: Person | undefined): Shown[] =>
  screens(world).filter((one) => one.isPrivate === (who !== undefined) && (one.isStaff ?? false) === (who === world.staff));
