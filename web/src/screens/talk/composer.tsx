import type { Message } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { comfort, sends } from "../../app/comfort.js";
import { nameOf, pictureOf, type SomePerson } from "../../parts/person.js";
import { forget, keep, kept } from "../../store/idb.js";
import type { SentFile } from "../../store/outbox.js";
import { Avatar } from "../../ui/avatar.js";
import { IconButton } from "../../ui/button.js";
import { Icon } from "../../ui/icon.js";
import { toast } from "../../ui/toast.js";
import { words } from "../../words/words.js";
import { Describe } from "./describe.js";
import { draftChannel, type Told } from "./drafts.js";
import { EmojiSheet } from "./emoji.js";
import { excerptOf } from "./excerpt.js";
import { mentionAt, mentioned } from "./mention.js";
import { progressOf, uploads } from "./uploads.js";
import { talkWords } from "./words.js";

/** Milliseconds between two reports of typing, and from the first key to a report. */
const TypingInterval = 3000;
const TypingDelay = 500;
/** Bytes of a file, and files of a message, at most: as the server has it. */
const MostBytes = 25 * 1024 * 1024;
const MostFiles = 10;

export interface Sent {
  clientId: string;
  content: string;
  attachments: SentFile[];
}

interface ComposerProps {
  /** Where the draft is kept. */
  place: string;
  /** The message that is being changed, instead of a new one. */
  editing?: Message;
  replying?: Message;
  /** The reply was begun before this page: it takes no focus. */
  isResumed?: boolean;
  onSend: (sent: Sent) => void;
  onTyping: () => void;
  /** Escape, or the button: neither replying nor changing any longer. */
  onStop: () => void;
  /** The arrow up in an empty field: change the last message. */
  onEditLast: () => void;
  /** People that can be mentioned by a part of their name. Absent: none can. */
  people?: (part: string) => PromiseLike<readonly SomePerson[]>;
}

/** The field to answer: draft, files, mentions, emoji. Its text is kept for each place, also over a reload. */
export function Composer({ place, editing, replying, isResumed, onSend, onTyping, onStop, onEditLast, people }: ComposerProps) {
  const texts = words.value.thread;
  const talk = talkWords.value;
  const [text, setText] = useState("");
  const attached = uploads.of(place);
  const describing = useSignal<string | undefined>(undefined);
  const found = useSignal<readonly SomePerson[]>([]);
  const chosen = useSignal(0);
  const isEmoji = useSignal(false);
  const isOver = useSignal(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const told = useRef(0);
  const typing = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const asked = useRef(0);
  const list = useId();
  /** What was in the field before a message was changed there; undefined: none is. */
  const draft = useRef<string | undefined>(undefined);
  useEffect(() => {
    void kept<unknown>("drafts", place).then((before) => {
      if (typeof before === "string") {
        setText((present) => present || before);
      }
    });
    return () => clearTimeout(typing.current);
  }, [place]);
  // The draft is the same in all tabs; the one that is written in decides.
  const tabs = useRef<BroadcastChannel | undefined>(undefined);
  const isEditing = useRef(false);
  isEditing.current = Boolean(editing);
  useEffect(() => {
    const channel = draftChannel((told) => {
      if (told.place === place && told.text !== undefined && !isEditing.current && !document.hasFocus()) {
        setText(told.text);
      }
    });
    tabs.current = channel;
    return () => channel.close();
  }, [place]);
  useEffect(() => {
    if (editing) {
      draft.current ??= text;
      setText(editing.content);
    } else if (draft.current !== undefined) {
      setText(draft.current);
      draft.current = undefined;
    }
    if (editing || (replying && !isResumed)) {
      field.current?.focus();
    }
  }, [editing?.id, replying?.id]);

  const suggest = async (next: string) => {
    const at = people && mentionAt(next, field.current?.selectionStart ?? next.length);
    const turn = ++asked.current;
    if (!at || !people) {
      found.value = [];
      return;
    }
    const all = await Promise.resolve(people(at.part)).catch(() => []);
    if (turn === asked.current) {
      found.value = all.slice(0, 6);
      chosen.value = 0;
    }
  };
  const tellTyping = (next: string) => {
    if (!next) {
      clearTimeout(typing.current);
      typing.current = undefined;
    } else if (Date.now() - told.current > TypingInterval) {
      typing.current ??= setTimeout(() => {
        typing.current = undefined;
        told.current = Date.now();
        onTyping();
      }, TypingDelay);
    }
  };
  const change = (next: string) => {
    setText(next);
    if (!editing) {
      void (next ? keep("drafts", place, next) : forget("drafts", place));
      tabs.current?.postMessage({ place, text: next } satisfies Told);
    }
    tellTyping(next);
    void suggest(next);
  };
  const insert = (part: string) => {
    const area = field.current;
    const [start, end] = [area?.selectionStart ?? text.length, area?.selectionEnd ?? text.length];
    change(text.slice(0, start) + part + text.slice(end));
    requestAnimationFrame(() => {
      area?.focus();
      area?.setSelectionRange(start + part.length, start + part.length);
    });
  };
  const mention = (person: SomePerson) => {
    const done = mentioned(text, field.current?.selectionStart ?? text.length, String(person.username));
    change(done.text);
    // The caret is still within the first letters: those that are asked for them now come too late.
    asked.current++;
    found.value = [];
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(done.caret, done.caret);
    });
  };
  const byControl = comfort.send.value === "ctrl";
  const mayHaveFiles = !editing;
  // Those of the draft stay while another message is changed.
  const files = mayHaveFiles ? attached : [];
  const canSend = text.trim() !== "" || files.length > 0;
  const send = () => {
    const content = text.trim();
    if (!canSend) {
      return;
    }
    const clientId = crypto.randomUUID();
    onSend({ clientId, content, attachments: mayHaveFiles ? uploads.hand(place, clientId) : [] });
    told.current = 0;
    tellTyping("");
    if (editing) {
      setText("");
    } else {
      change("");
    }
    field.current?.focus();
  };
  const attach = (all: Iterable<File>) => {
    for (const file of all) {
      if (file.size > MostBytes) {
        toast(talk.tooLarge(file.name));
      } else if (uploads.of(place).length >= MostFiles) {
        toast(talk.tooMany);
        return;
      } else {
        uploads.add(place, file);
      }
    }
  };
  const onKey = (key: KeyboardEvent) => {
    const all = found.value;
    if (all.length > 0) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[key.key];
      if (step) {
        key.preventDefault();
        chosen.value = (chosen.value + step + all.length) % all.length;
        return;
      }
      if (key.key === "Enter" || key.key === "Tab") {
        key.preventDefault();
        mention(all[chosen.value] as SomePerson);
        return;
      }
      if (key.key === "Escape") {
        key.preventDefault();
        found.value = [];
        return;
      }
    }
    if (key.key === "Escape" && (editing || replying)) {
      onStop();
    } else if (key.key === "ArrowUp" && text === "") {
      key.preventDefault();
      onEditLast();
    } else if (sends(key)) {
      key.preventDefault();
      send();
    }
  };
  const described = attached.find((one) => one.key === describing.value);
  return (
    <>
      <form
        class={isOver.value ? "composer-box is-over" : "composer-box"}
        onSubmit={(submit) => {
          submit.preventDefault();
          send();
        }}
        onDragOver={(drag) => {
          drag.preventDefault();
          isOver.value = mayHaveFiles;
        }}
        onDragLeave={() => {
          isOver.value = false;
        }}
        onDrop={(drop) => {
          drop.preventDefault();
          isOver.value = false;
          if (mayHaveFiles) {
            attach(drop.dataTransfer?.files ?? []);
          }
        }}
      >
        {(editing || replying) && (
          <p class="composer-about small">
            <Icon name={editing ? "edit" : "reply"} size={16} />
            <span dir="auto">
              {editing ? talk.editing : `${talk.replyTo(nameOf(replying?.author))}: ${replying && excerptOf(replying).slice(0, 120)}`}
            </span>
            <IconButton icon="close" label={editing ? talk.stopEdit : talk.stopReply} onClick={onStop} />
          </p>
        )}
        {files.length > 0 && (
          <ul class="composer-files">
            {files.map((one) => (
              <li key={one.key} class="small">
                <Icon name="clip" size={16} />
                <bdi class="one-line">{progressOf(one)}</bdi>
                {one.isStopped && (
                  <button type="button" class="link-button" aria-label={`${talk.goOn}: ${one.name}`} onClick={() => uploads.goOn(one.key)}>
                    {talk.goOn}
                  </button>
                )}
                {one.isPicture && (
                  <button
                    type="button"
                    class="link-button"
                    aria-label={`${one.alt ? talk.redescribe : talk.describe}: ${one.name}`}
                    onClick={() => {
                      describing.value = one.key;
                    }}
                  >
                    {one.alt ? talk.redescribe : talk.describe}
                  </button>
                )}
                <IconButton icon="close" label={talk.removeFile(one.name)} onClick={() => uploads.remove(one.key)} />
              </li>
            ))}
          </ul>
        )}
        {found.value.length > 0 && (
          <div id={list} class="menu-list mention-list" role="listbox" tabIndex={-1} aria-label={talk.mentions}>
            {found.value.map((person, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys belong to the field, which has the focus
              <div
                role="option"
                key={person.id}
                id={`${list}-${index}`}
                tabIndex={-1}
                aria-selected={index === chosen.value}
                onMouseDown={(press) => press.preventDefault()}
                onClick={() => mention(person)}
              >
                <Avatar id={person.id} name={nameOf(person)} picture={pictureOf(person)} size={24} />
                <bdi>{nameOf(person)}</bdi>
                <span class="small soft">@{String(person.username)}</span>
              </div>
            ))}
          </div>
        )}
        <span class="visually-hidden" role="status">
          {found.value.length > 0 && talk.mentionsFound(found.value.length)}
        </span>
        <div class="composer">
          {mayHaveFiles && <IconButton icon="clip" label={talk.attach} onClick={() => chooser.current?.click()} />}
          <input
            ref={chooser}
            type="file"
            multiple
            hidden
            onChange={(choice) => {
              attach(choice.currentTarget.files ?? []);
              choice.currentTarget.value = "";
            }}
          />
          <textarea
            ref={field}
            rows={1}
            maxLength={8000}
            dir={text ? "auto" : undefined}
            aria-label={texts.write}
            aria-description={byControl ? texts.hintControl : texts.hint}
            aria-autocomplete={people ? "list" : undefined}
            aria-controls={found.value.length > 0 ? list : undefined}
            aria-activedescendant={found.value.length > 0 ? `${list}-${chosen.value}` : undefined}
            placeholder={isOver.value ? talk.dropHere : texts.write}
            value={text}
            onInput={(input) => change(input.currentTarget.value)}
            onKeyDown={onKey}
            onPaste={(paste) => {
              const pasted = [...(paste.clipboardData?.files ?? [])];
              if (mayHaveFiles && pasted.length > 0) {
                paste.preventDefault();
                attach(pasted);
              }
            }}
          />
          <IconButton
            icon="smile"
            label={talk.emoji}
            aria-haspopup="dialog"
            onClick={() => {
              isEmoji.value = true;
            }}
          />
          <IconButton
            icon={editing ? "check" : "send"}
            label={editing ? words.value.common.save : texts.send}
            type="submit"
            aria-disabled={!canSend}
          />
        </div>
      </form>
      {isEmoji.value && (
        <EmojiSheet
          onPick={insert}
          onClose={() => {
            isEmoji.value = false;
          }}
        />
      )}
      {described?.id && (
        <Describe
          picture={{ id: described.id, name: described.name, alt: described.alt ?? "" }}
          onDone={(alt) => uploads.describe(described.key, alt)}
          onClose={() => {
            describing.value = undefined;
          }}
        />
      )}
    </>
  );
}
