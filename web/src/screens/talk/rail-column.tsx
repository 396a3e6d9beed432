import { useEffect, useRef } from "preact/hooks";
import { api } from "../../app/api.js";
import { useLoad } from "../../app/load.js";
import { to } from "../../app/router.js";
import { readKept } from "../../store/answers.js";
import { log } from "../../store/log.js";
import { apply, communities } from "../../store/store.js";
import { Avatar } from "../../ui/avatar.js";
import { Icon } from "../../ui/icon.js";
import { Tag } from "../../ui/tag.js";
import { language, words } from "../../words/words.js";
import { type RailEntry, railOf } from "./rail.js";
import { talkWords } from "./words.js";

/** The person's communities, beside the discussions of the one that is open. It is there where it has room. */
export function RailColumn({ open }: { open: string }) {
  const texts = talkWords.value;
  const all = railOf(log.value, language.value);
  const column = useRef<HTMLElement>(null);
  const isKnown = all.length > 0;
  // The log has no pictures. Without them there are letters.
  useLoad(async () => {
    if (log.peek().communities.some(({ id }) => !communities.of(id).peek())) {
      const { items } = await readKept("own communities", () => api.communities.mine({ limit: 50 }));
      apply(items.filter(({ id }) => !communities.of(id).peek()).map((community) => ({ kind: "community", community })));
    }
  }, [isKnown]);
  useEffect(() => column.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" }), [isKnown]);
  return (
    <nav ref={column} class="rail" aria-label={texts.communities}>
      <ul>
        {all.map((one) => (
          <Entry key={one.id} of={one} isOpen={one.id === open} />
        ))}
        <li>
          <a href={to("/communities")} title={texts.allCommunities}>
            <span class="avatar" aria-hidden="true">
              <Icon name="compass" />
            </span>
            <span class="rail-name">{texts.allCommunities}</span>
          </a>
        </li>
      </ul>
    </nav>
  );
}

function Entry({ of: { id, name, unread, mentions, isQuiet }, isOpen }: { of: RailEntry; isOpen: boolean }) {
  const texts = words.value.threads;
  return (
    <li class={isQuiet ? "is-quiet" : unread > 0 ? "is-unread" : undefined}>
      <a href={to(`/communities/${id}`)} title={name} aria-current={isOpen ? "true" : undefined}>
        <Avatar id={id} name={name} picture={communities.of(id).value?.picture_url} />
        <span class="rail-name thread-title one-line in-line" dir="auto">
          {name}
        </span>
        {isQuiet && <span class="visually-hidden">{talkWords.value.muted}</span>}
        {unread > 0 && (
          <Tag kind="strong">
            <span aria-hidden="true" dir="ltr">
              {mentions > 0 && "@"}
              {unread > 99 ? "99+" : unread}
            </span>
            <span class="visually-hidden">
              {texts.unread(unread)}
              {mentions > 0 && `, ${texts.mentions(mentions)}`}
            </span>
          </Tag>
        )}
      </a>
    </li>
  );
}
