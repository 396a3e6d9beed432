// The screens that belong to a person and have no place in the bar: the list on the account's page, and in the palette.
import { api, me } from "../app/api.js";
import { readKept } from "../store/answers.js";
import type { IconName } from "../ui/icon.js";
import { words } from "../words/words.js";

/** A path, its name, and its icon. */
export type Place = [string, string, IconName];

/** Whether the person may open the administration. */
export async function mayAdminister(): Promise<boolean> {
  const { roles } = await readKept("me", () => api.me.get());
  return roles.includes("moderator") || roles.includes("admin");
}

/** The places of the present person. */
export function ownPlaces(isModerator: boolean): Place[] {
  const texts = words.value.account;
  const courses: Place = ["/courses", texts.courses, "book"];
  if (!me.value || me.value.isGuest) {
    return [courses];
  }
  return [
    [`/users/${me.value.id}`, texts.profile, "user"],
    ["/organize", texts.organize, "calendar"],
    ["/companion", texts.companion, "spark"],
    courses,
    ["/wallet", texts.wallet, "wallet"],
    ["/plans", texts.plans, "star"],
    ["/notifications?show=settings", texts.notices, "bell"],
    ["/security", texts.security, "lock"],
    ["/standing", texts.standing, "shield"],
    ["/account/api-tokens", texts.tokens, "lock"],
    ["/account/bots", texts.bots, "bot"],
    ["/account/webhooks", texts.hooks, "link"],
    ...(isModerator ? [["/admin", texts.admin, "gear"] satisfies Place] : []),
  ];
}
