import type { Message, Schemas } from "@community/sdk";
import { signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { api } from "../../app/api.js";
import { recalled, remember } from "../../app/device.js";
import { useList } from "../../app/list.js";
import { Listing } from "../../parts/listing.js";
import { nameOf } from "../../parts/person.js";
import { messages } from "../../store/store.js";
import { IconButton } from "../../ui/button.js";
import { Dialog } from "../../ui/dialog.js";
import { Icon } from "../../ui/icon.js";
import { SearchBox } from "../../ui/search-box.js";
import { ago } from "../../words/format.js";
import { words } from "../../words/words.js";
import { talkWords } from "./words.js";

/** As the styles of the third column (talk.css). */
const Wide = "(width >= 84rem)";
const Kept = "community.details";

/** Whether there is room for a third column. */
const isWide = signal(globalThis.matchMedia?.(Wide).matches ?? false);
/** Whether the reader wants the column. It stays open until it is closed. */
const isWanted = signal(recalled(Kept) !== "closed");
/** The sheet in its place, where there is no room. */
const isSheet = signal(false);

function useRoom(): void {
  useEffect(() => {
    const query = matchMedia(Wide);
    const look = () => {
      isWide.value = query.matches;
    };
    look();
    query.addEventListener("change", look);
    return () => {
      query.removeEventListener("change", look);
      isSheet.value = false;
    };
  }, []);
}

/** Opens and closes the details of a place. */
export function DetailsButton() {
  useRoom();
  const isOpen = isWide.value ? isWanted.value : isSheet.value;
  return (
    <IconButton
      icon="panel"
      label={talkWords.value.details}
      aria-expanded={isOpen}
      onClick={() => {
        if (isWide.value) {
          isWanted.value = !isWanted.value;
          remember(Kept, isWanted.value ? "open" : "closed");
        } else {
          isSheet.value = true;
        }
      }}
    />
  );
}

interface DetailsProps {
  channelId: string;
  onJump: (seq: number) => void;
  children: ComponentChildren;
}

/** What belongs to a place, its search and its files: the third column where there is room, a sheet elsewhere. */
export function Details({ channelId, onJump, children }: DetailsProps) {
  const close = () => {
    isSheet.value = false;
  };
  const title = talkWords.value.details;
  if (isWide.value) {
    return isWanted.value ? (
      <section class="details" aria-label={title}>
        <Contents channelId={channelId} onJump={onJump}>
          {children}
        </Contents>
      </section>
    ) : null;
  }
  return isSheet.value ? (
    <Dialog title={title} onClose={close}>
      <div class="details">
        <Contents
          channelId={channelId}
          onJump={(seq) => {
            close();
            onJump(seq);
          }}
        >
          {children}
        </Contents>
      </div>
    </Dialog>
  ) : null;
}

function Contents({ channelId, onJump, children }: DetailsProps) {
  const texts = talkWords.value;
  const q = useSignal("");
  const found = useList<Schemas["MessageHitView"]>(
    async (cursor, signal) =>
      q.value && channelId
        ? api.messages.search({ q: q.value, channel_id: channelId, limit: 20, ...(cursor ? { cursor } : {}) }, signal ? { signal } : {})
        : { items: [] },
    [channelId, q.value],
  );
  const files = (messages.of(channelId || "none").value ?? []).filter((one) => !one.is_deleted && one.attachments.length > 0).reverse();
  return (
    <>
      <section class="stack" aria-label={texts.searchHere}>
        <SearchBox
          label={texts.searchHere}
          placeholder={texts.searchHere}
          value={q.value}
          onValue={(text) => {
            q.value = text;
          }}
        />
        {q.value && (
          <div role="status">
            <Listing
              of={{ ...found, items: found.items?.map((hit) => ({ ...hit, id: hit.message.id })) }}
              class="threads"
              label={texts.searchHere}
              empty={<p class="soft">{texts.nothingHere}</p>}
            >
              {({ message }) => <Line key={message.id} message={message} text={message.content} onJump={onJump} />}
            </Listing>
          </div>
        )}
      </section>
      {!q.value && children}
      {!q.value && files.length > 0 && (
        <section class="stack" aria-labelledby="details-files">
          <h2 id="details-files">{texts.files}</h2>
          <ul class="threads">
            {files.flatMap((message) =>
              message.attachments.map((file) => <Line key={file.id} message={message} text={file.alt || file.name} icon onJump={onJump} />),
            )}
          </ul>
        </section>
      )}
    </>
  );
}

/** A message in a list: its words, its author, and the way to it. */
export function Line({
  message,
  text,
  icon,
  onJump,
}: {
  message: Pick<Message, "seq" | "author" | "created_at">;
  text: string;
  icon?: boolean;
  onJump: (seq: number) => void;
}) {
  return (
    <li class="thread-line">
      <button type="button" class="details-line" onClick={() => onJump(message.seq)}>
        <span class={icon ? "details-file" : "cut details-text in-line"} dir={icon ? undefined : "auto"}>
          {icon && <Icon name="clip" size={16} />}
          <span dir={icon ? "auto" : undefined}>{text || words.value.thread.messages}</span>
        </span>
        <span class="small soft">
          <bdi>{nameOf(message.author)}</bdi> · {ago(message.created_at)}
        </span>
      </button>
    </li>
  );
}
