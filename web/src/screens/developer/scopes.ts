/** The areas of the API that a token can be for, as the gateway knows them. */
export const areas = ["profile", "people", "communities", "messages", "events"] as const;

export const rights = ["read", "write"] as const;

/** What no token of a bot can be for, as identity knows it: a bot takes no seats and has no connections. */
export const notForBots: readonly string[] = ["events:write", "people:write"];

/** The kinds of news that a webhook can choose, as messaging knows them. */
export const types = [
  "event.published",
  "event.changed",
  "event.cancelled",
  "registration.confirmed",
  "registration.waitlisted",
  "registration.cancelled",
  "registration.expired",
  "registration.checked_in",
  "order.paid",
  "order.refunded",
  "community.member_joined",
  "community.member_left",
] as const;
