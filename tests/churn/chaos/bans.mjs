// Whether bans were in force within their time, told from the history of the calls about each banned person. It reads no fleet, so that bans.test.mjs
// can show which histories it refuses.

/**
 * @typedef {object} Call one call, with its last answer
 * @property {string} person the banned person's name
 * @property {"ban" | "unban" | "join" | "leave" | "post"} what
 * @property {number} sent when the first try was sent, in milliseconds
 * @property {number} answered when the last try was answered
 * @property {number} status 0: no answer, so that it may have had its effect or not
 * @property {string} [reason] the word of a refusal
 */

const isDone = status => status >= 200 && status < 300;

/** The end of the last fault that touched the time from `from` to `to`; Infinity: one lasts at `to`. */
function wellSince(troubles, from, to) {
  let well = from;
  for (const { at, until } of troubles) {
    if (at <= to && until >= to) return Infinity;
    if (until < to) well = Math.max(well, until);
  }
  return well;
}

/**
 * What the history breaks, as sentences. From the answer to a ban until the call of an unban, the banned person must not join, not for a moment: one
 * service decides both. They must not write either, from `limit` milliseconds on, counted from the answer or from the end of the last fault: another
 * service learns it. From the answer to an unban until the next ban is sent, they are not refused as banned.
 * @param {Call[]} history
 * @param {{ at: number, until: number }[]} troubles the faults of the fleet
 * @param {number} limit milliseconds
 */
export function brokenBans(history, troubles, limit) {
  const broken = [];
  for (const person of new Set(history.map(call => call.person))) {
    const calls = history.filter(call => call.person === person);
    const rulings = calls.filter(({ what }) => what === "ban" || what === "unban").sort((one, other) => one.sent - other.sent);
    for (const call of calls.filter(({ what }) => what === "join" || what === "post")) {
      // The last ruling that was answered before the call was sent; none that was under way meanwhile.
      const last = rulings.findLast(ruling => ruling.sent < call.answered);
      if (!last || last.answered >= call.sent || !isDone(last.status)) continue;
      if (last.what === "ban" && isDone(call.status)) {
        if (call.what === "join") broken.push(`${person} joined ${call.answered - last.answered} ms after the ban`);
        else {
          const since = Math.max(last.answered, wellSince(troubles, last.answered, call.sent));
          if (call.sent > since + limit) broken.push(`${person} wrote ${call.sent - last.answered} ms after the ban`);
        }
      }
      if (last.what === "unban" && call.what === "join" && call.reason === "banned") broken.push(`${person} was refused ${call.sent - last.answered} ms after the ban was lifted`);
    }
  }
  return broken;
}
