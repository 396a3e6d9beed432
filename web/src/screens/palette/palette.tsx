import "./palette.css";
import { signal, useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { api, me } from "../../app/api.js";
import { go, to } from "../../app/router.js";
import { scheme, setScheme } from "../../app/scheme.js";
import { nameOf } from "../../parts/person.js";
import { mayAdminister, ownPlaces, type Place } from "../../parts/places.js";
import { connection, isOnline } from "../../store/feed.js";
import { everyKept, keep, kept } from "../../store/idb.js";
import { Dialog } from "../../ui/dialog.js";
import { Icon, type IconName } from "../../ui/icon.js";
import { sentence } from "../../ui/states.js";
import { toast } from "../../ui/toast.js";
import { day } from "../../words/format.js";
import { words } from "../../words/words.js";
import { excerptWith, findHere, type Here, type KeptAnswer } from "./here.js";
import { paletteWords } from "./words.js";

/** The names of the kinds of results. */
const groupOf = () => ({
  person: words.value.nav.people,
  community: words.value.nav.communities,
  event: paletteWords.value.events,
  thread: words.value.threads.title,
  message: words.value.nav.messages,
  course: words.value.account.courses,
});

interface Found {
  key: string;
  group: string;
  icon: IconName;
  text: string;
  more?: string;
  path?: string;
  run?: () => void;
}

/** Where the reader went from here lately; it goes with the session. */
const Recent = "palette/recent";
const MostRecent = 6;

/** A text with the parts that were searched for marked. */
function Marked({ text, q }: { text: string; q: string }) {
  const parts = q.split(/\s+/).filter((part) => part.length > 1);
  if (parts.length === 0) {
    return <>{text}</>;
  }
  const pattern = new RegExp(`(${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "giu");
  // Every second piece is what the pattern found.
  return <>{text.split(pattern).map((piece, index) => (index % 2 === 1 ? <mark key={`${index}${piece}`}>{piece}</mark> : piece))}</>;
}

/** Whether texts are searched by their meaning; for as long as the page lives. */
const isByMeaning = signal(false);
const iconOf: Record<string, IconName> = { person: "user", community: "people", event: "calendar", course: "book" };

/** Milliseconds after the last key before the server is asked. */
const Patience = 200;
const Each = 4;
/** The keys, in the order of their texts. */
const keys = ["Ctrl K", "/", "?", "Alt C", "D", "N", "P", "C", "Enter", "Shift Enter", "↑", "@", "J", "K", "R", "E", "Shift U", "Esc"];

function commands(isModerator: boolean, onShortcuts: () => void): Found[] {
  const texts = paletteWords.value;
  const nav = words.value.nav;
  const group = texts.commands;
  const places: Place[] = [
    ["/", nav.discover, "compass"],
    ["/mine", nav.mine, "ticket"],
    ["/communities", nav.communities, "people"],
    ["/people", nav.people, "user"],
    ["/messages", nav.messages, "chat"],
    ["/connections", texts.connections, "people"],
    ["/network", texts.network, "map"],
    ["/activity", texts.activity, "spark"],
    ["/calls", texts.calls, "phone"],
    ["/drafts", texts.drafts, "edit"],
    ["/notifications", nav.notifications, "bell"],
    ["/organize/new", texts.newEvent, "plus"],
    ["/communities/new", texts.newCommunity, "plus"],
    ...ownPlaces(isModerator),
    ["/profile", texts.edit, "edit"],
    ["/account", nav.account, "gear"],
    ...(me.value ? [] : [["/sign-in", words.value.signIn.title, "user"] satisfies Place]),
  ];
  return [
    ...places.map(([path, text, icon]) => ({ key: path, group, icon, text, path })),
    { key: "dark", group, icon: "gear", text: texts.dark, run: () => setScheme(scheme.value === "dark" ? "light" : "dark") },
    { key: "keys", group, icon: "more", text: texts.shortcuts, run: onShortcuts },
  ];
}

async function find(q: string, signal: AbortSignal): Promise<Found[]> {
  const groups = groupOf();
  // One of them may fail, or be for others only: the rest is shown.
  const or = <T,>(part: PromiseLike<{ items: T[] }> | undefined) =>
    Promise.resolve(part).then(
      (page) => page?.items ?? [],
      () => [],
    );
  const isFull = me.value && !me.value.isGuest;
  const [people, communities, events, courses, messages] = await Promise.all([
    or(isFull ? api.discover.people({ q, limit: Each }, { signal }) : undefined),
    or(api.communities.list({ q, limit: Each }, { signal })),
    or(api.events.list({ q, limit: Each }, { signal })),
    or(api.courses.list({ q, limit: Each }, { signal })),
    or(isFull ? api.messages.search({ q, limit: Each }, { signal }) : undefined),
  ]);
  return [
    ...people.map(
      (one): Found => ({
        key: one.id,
        group: groups.person,
        icon: "user",
        text: nameOf(one),
        more: `@${one.username}`,
        path: `/users/${one.id}`,
      }),
    ),
    ...communities.map(
      (one): Found => ({ key: one.id, group: groups.community, icon: "people", text: one.name, path: `/communities/${one.id}` }),
    ),
    ...events.map(
      (one): Found => ({
        key: one.id,
        group: groups.event,
        icon: "calendar",
        text: one.name,
        more: day(one.start_datetime, one.time_zone),
        path: `/events/${one.id}`,
      }),
    ),
    ...courses.map((one): Found => ({ key: one.id, group: groups.course, icon: "book", text: one.title, path: `/courses/${one.id}` })),
    ...messages.map(
      ({ message }): Found => ({
        key: message.id,
        group: groups.message,
        icon: "chat",
        text: excerptWith(q, message.content),
        more: nameOf(message.author),
        path: `/channels/${message.channel_id}?message=${message.id}`,
      }),
    ),
  ];
}

/** A result of this device. */
const shownHere = ({ kind, ...one }: Here): Found => ({ ...one, group: groupOf()[kind], icon: iconOf[kind] ?? "chat" });

/** Finds people, communities, events and courses that mean what the text means: a wish or a problem, in the reader's own words. */
async function findByMeaning(q: string, signal: AbortSignal): Promise<Found[]> {
  const { items } = await api.search.byMeaning({ q, limit: 4 * Each }, { signal });
  return items.map((one) => ({
    key: one.id,
    group: (groupOf() as Record<string, string>)[one.kind] ?? one.kind,
    icon: iconOf[one.kind] ?? "spark",
    text: one.title,
    path: one.action_link,
  }));
}

/** Finds everything by its words, and leads there: with the keyboard alone, from everywhere. */
export default function Palette({ isHelp, onClose }: { isHelp: boolean; onClose: () => void }) {
  const texts = paletteWords.value;
  const q = useSignal("");
  const found = useSignal<readonly Found[]>([]);
  const chosen = useSignal(0);
  const isList = useSignal(isHelp);
  const isBusy = useSignal(false);
  const recent = useSignal<readonly Found[]>([]);
  const isModerator = useSignal(false);
  useEffect(() => {
    void kept<readonly Found[]>("drafts", Recent).then((before) => {
      recent.value = before ?? [];
    });
    if (me.value && !me.value.isGuest) {
      // Where it is not known, the place is missing.
      mayAdminister().then(
        (may) => {
          isModerator.value = may;
        },
        () => {},
      );
    }
  }, []);
  const isAway = !isOnline.value || connection.value === "offline";
  const mayMean = me.value && !me.value.isGuest && !isAway;
  const isMeaning = Boolean(mayMean) && isByMeaning.value;
  /** What the device keeps, read once, with the first search that needs it. */
  const answers = useRef<Promise<KeptAnswer[]> | undefined>(undefined);
  const ownAnswers = () => {
    answers.current ??= everyKept<KeptAnswer>("answers").catch(() => []);
    return answers.current;
  };
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), [isList.value]);
  useEffect(() => {
    const text = q.value.trim();
    if (text.length < 2) {
      found.value = [];
      return;
    }
    const end = new AbortController();
    isBusy.value = true;
    const timer = setTimeout(() => {
      const search = isAway
        ? ownAnswers().then((own) => findHere(text, undefined, own).map(shownHere))
        : isMeaning
          ? findByMeaning(text, end.signal)
          : find(text, end.signal);
      void search
        .catch((error: unknown) => {
          if (!end.signal.aborted) {
            toast(sentence(error));
          }
          return [];
        })
        .then((all) => {
          if (!end.signal.aborted) {
            found.value = all;
            chosen.value = 0;
            isBusy.value = false;
          }
        });
    }, Patience);
    return () => {
      clearTimeout(timer);
      end.abort();
    };
  }, [q.value, isMeaning, isAway]);
  const help = () => {
    isList.value = true;
  };
  const wanted = q.value.trim().toLocaleLowerCase();
  const former = wanted ? [] : recent.value;
  const all = [
    ...former,
    ...commands(isModerator.value, help).filter((one) => !wanted || one.text.toLocaleLowerCase().includes(wanted)),
    ...found.value,
  ];
  const open = (one: Found | undefined) => {
    if (!one) {
      return;
    }
    one.run?.();
    if (one.path && one.group !== texts.commands) {
      const { run: _, ...plain } = one;
      const next = [{ ...plain, group: texts.recent, key: `recent ${one.path}` }, ...recent.value.filter((old) => old.path !== one.path)];
      void keep("drafts", Recent, next.slice(0, MostRecent));
    }
    if (one.path) {
      onClose();
      go(to(one.path));
    } else if (!isList.value) {
      onClose();
    }
  };
  const onKey = (key: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[key.key];
    if (step && all.length > 0) {
      key.preventDefault();
      chosen.value = (chosen.value + step + all.length) % all.length;
      document.getElementById(`${id}-${chosen.value}`)?.scrollIntoView({ block: "nearest" });
    } else if (key.key === "Enter") {
      key.preventDefault();
      open(all[chosen.value]);
    }
  };
  if (isList.value) {
    return (
      <Dialog title={texts.shortcuts} onClose={onClose}>
        <dl class="keys">
          {texts.shortcutTexts
            .map((text, index) => ({ text, key: keys[index] }))
            .map(({ key, text }) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{text}</dd>
              </div>
            ))}
        </dl>
      </Dialog>
    );
  }
  return (
    <Dialog title={texts.title} onClose={onClose}>
      <div class="palette">
        <input
          ref={field}
          class="palette-field"
          type="text"
          role="combobox"
          aria-label={texts.title}
          aria-description={texts.keys}
          aria-expanded={all.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={all.length > 0 ? `${id}-${chosen.value}` : undefined}
          autocomplete="off"
          dir="auto"
          placeholder={isMeaning ? texts.meaningPlaceholder : texts.placeholder}
          value={q.value}
          onInput={(input) => {
            q.value = input.currentTarget.value;
            chosen.value = 0;
          }}
          onKeyDown={onKey}
        />
        {mayMean && (
          <p class="palette-mode">
            <button
              type="button"
              class="palette-meaning"
              aria-pressed={isMeaning}
              onClick={() => {
                isByMeaning.value = !isByMeaning.value;
                field.current?.focus();
              }}
            >
              <Icon name="spark" size={16} />
              {texts.byMeaning}
            </button>
            <span class="small soft">{texts.byMeaningText}</span>
          </p>
        )}
        <p class="visually-hidden" role="status">
          {wanted && !isBusy.value ? texts.results(all.length) : ""}
        </p>
        <div id={`${id}-list`} class="palette-list" role="listbox" tabIndex={-1} aria-label={texts.title}>
          {all.map((one, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys belong to the field, which has the focus
            <div
              role="option"
              key={one.key}
              id={`${id}-${index}`}
              tabIndex={-1}
              aria-selected={index === chosen.value}
              onMouseMove={() => {
                chosen.value = index;
              }}
              onClick={() => open(one)}
            >
              <Icon name={one.icon} size={18} />
              <span class="palette-text" dir="auto">
                <Marked text={one.text} q={wanted} />
              </span>
              <span class="small soft">{one.more ?? (one.group === texts.commands ? "" : one.group)}</span>
            </div>
          ))}
        </div>
        {all.length === 0 && !isBusy.value && <p class="soft">{texts.nothing}</p>}
      </div>
    </Dialog>
  );
}
