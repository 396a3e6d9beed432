import { computed } from "@preact/signals";
import { type LogChannel, log } from "../../store/log.js";

/** The channels of the person's log, by their ids. */
export const channels = computed(() => new Map(log.value.channels.map((one) => [one.id, one])));

/** Whether the person wants no news of a channel, for a while or for good. */
export const isQuiet = (channel: Pick<LogChannel, "level" | "muted_until"> | undefined, now = Date.now()): boolean =>
  channel?.level === "none" || Boolean(channel?.muted_until && Date.parse(channel.muted_until) > now);
