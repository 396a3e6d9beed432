import "../../parts/listing.css";
import { ServerError } from "@community/sdk";
import type { List } from "../../app/list.js";
import { Listing } from "../../parts/listing.js";
import { PersonLine } from "../../parts/person.js";
import { Button } from "../../ui/button.js";
import { Empty } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { words } from "../../words/words.js";

interface One {
  id: string;
  full_name: string;
  is_bot?: true;
}

const nothing = () => {};
const list = (change: Partial<List<One>>): List<One> => ({
  items: undefined,
  total: undefined,
  hasMore: false,
  isMore: false,
  more: nothing,
  change: nothing,
  dropLater: nothing,
  error: undefined,
  isDone: true,
  again: nothing,
  ...change,
});
const people: One[] = [
  { id: "1", full_name: "Amal Haddad" },
  { id: "2", full_name: "نور سالم" },
  { id: "3", full_name: "Weather", is_bot: true },
];

/** A list in each of its states, with people in it. */
export function Lists() {
  const texts = words.value;
  const empty = (
    <Empty icon="people" title={texts.communities.emptyTitle} text={texts.communities.empty} level={2}>
      <Button>{texts.communities.found}</Button>
    </Empty>
  );
  const line = (one: One) => (
    <li key={one.id}>
      <PersonLine person={one} text={texts.communities.members(3)}>
        {one.id === "1" && <Tag kind="accent">{texts.threads.pinned}</Tag>}
        <Button kind="quiet">{texts.common.delete}</Button>
        <Button>{texts.event.share}</Button>
      </PersonLine>
    </li>
  );
  return (
    <div class="kit-columns">
      <div>
        <Listing of={list({ items: people, hasMore: true })} label={texts.communities.all} empty={empty}>
          {line}
        </Listing>
      </div>
      <div>
        <Listing of={list({})} empty={empty}>
          {line}
        </Listing>
      </div>
      <div>
        <Listing of={list({ items: [] })} empty={empty}>
          {line}
        </Listing>
      </div>
      <div>
        <Listing of={list({ error: new ServerError(503, { trace_id: "0af7651916cd43dd" }) })} empty={empty}>
          {line}
        </Listing>
      </div>
    </div>
  );
}
