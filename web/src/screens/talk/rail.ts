import type { LogState } from "../../store/log.js";
import { isQuiet } from "./quiet.js";

/** A community of the person as the first column shows it. */
export interface RailEntry {
  id: string;
  name: string;
  /** Unread messages, and those that mention the person, in discussions that are not muted. */
  unread: number;
  mentions: number;
  /** All its discussions that the person has opened are muted. */
  isQuiet: boolean;
}

/** The person's communities by their names: their places do not change with the news. */
export function railOf({ communities, channels }: Pick<LogState, "communities" | "channels">, language: string): RailEntry[] {
  const order = new Intl.Collator(language, { sensitivity: "base" });
  return communities
    .map(({ id, name }) => {
      const talks = channels.filter((one) => one.kind === "thread" && one.community?.id === id && one.my_role !== "reader");
      const heard = talks.filter((one) => !isQuiet(one));
      const sum = (of: "unread" | "mentions") => heard.reduce((total, one) => total + one[of], 0);
      return { id, name, unread: sum("unread"), mentions: sum("mentions"), isQuiet: talks.length > 0 && heard.length === 0 };
    })
    .sort((one, other) => order.compare(one.name, other.name));
}
