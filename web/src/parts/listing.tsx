import "./listing.css";
import type { ComponentChildren } from "preact";
import type { List } from "../app/list.js";
import { Button } from "../ui/button.js";
import { Bone, Failure, Skeleton } from "../ui/states.js";
import { words } from "../words/words.js";

/** A list with everything that can become of it: on its way, failed, empty, longer than a page. */
export function Listing<T>({
  of,
  empty,
  children,
  class: name = "rows",
  label,
}: {
  of: List<T>;
  empty: ComponentChildren;
  children: (item: T) => ComponentChildren;
  class?: string;
  label?: string;
}) {
  if (of.error && !of.items) {
    return <Failure error={of.error} retry={of.again} />;
  }
  if (!of.items) {
    return (
      <Skeleton>
        <Bone kind="row" />
        <Bone kind="row" />
        <Bone kind="row" />
      </Skeleton>
    );
  }
  if (of.items.length === 0 && !of.hasMore) {
    return <>{empty}</>;
  }
  return (
    <>
      {of.items.length > 0 && (
        <ul class={name} aria-label={label}>
          {of.items.map(children)}
        </ul>
      )}
      {of.hasMore && (
        <div class="row">
          <Button isBusy={of.isMore} onClick={of.more}>
            {words.value.common.more}
          </Button>
        </div>
      )}
    </>
  );
}
