import "./app.css";
import { batch, signal, useSignal, useSignalEffect } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { connection, isOnline, outbox } from "../store/feed.js";
import { unread } from "../store/log.js";
import { Avatar } from "../ui/avatar.js";
import { IconButton } from "../ui/button.js";
import { Icon, type IconName } from "../ui/icon.js";
import { modals } from "../ui/modals.js";
import { Failure, Missing, sentence } from "../ui/states.js";
import { Toasts, toast } from "../ui/toast.js";
import { choose, language, languages, words } from "../words/words.js";
import { me, persons } from "./api.js";
import { CallLayer } from "./calls.js";
import { comfort } from "./comfort.js";
import { letterOf, letters } from "./keys.js";
import { LeavingDialog } from "./leaving.js";
import { ProofDialog } from "./proof.js";
import { arrived, Base, go, match, type Parameters, place, type RouteLine, type ScreenProps, to } from "./router.js";
import { elsewhere, routes } from "./routes.js";
import { Screen } from "./screen.js";

interface Shown {
  key: string;
  view: ComponentType<ScreenProps>;
  parameters: Parameters;
}

let opening: Shown | undefined;

/** Loads a screen, and with it the components that all but the first need: the browser would hear of them only when the screen is there. */
function load(line: RouteLine): ReturnType<RouteLine["load"]> {
  if (line.pattern !== "/") {
    void import("../parts/listing.js").catch(() => {});
  }
  return line.load();
}

/** Loads the screen of the present address, so that it is there with the frame: the page that the server rendered stays until then. */
export async function open(): Promise<void> {
  const found = match(routes, place.value.path);
  const module = await (found && load(found.line).catch(() => undefined));
  if (found && module) {
    opening = shownOf(module.default, found.parameters);
  }
}

// A screen that is there for several patterns, such as a community and its threads, stays.
const shownOf = (view: ComponentType<ScreenProps>, parameters: Parameters): Shown => ({
  key: JSON.stringify([view.name, parameters.id]),
  view,
  parameters,
});

/** The frame around every screen. The old screen stays until the code of the new one is here. */
export function App() {
  const shown = useSignal<Shown | "missing" | { error: unknown } | undefined>(opening);
  useSignalEffect(() => {
    const { path } = place.value;
    const other = elsewhere[path.slice(Base.length).replace(/\/$/, "")];
    if (other) {
      go(other, { isStep: false });
      return;
    }
    const found = match(routes, path);
    if (!found) {
      shown.value = "missing";
      return;
    }
    load(found.line).then(
      (module) => {
        if (place.value.path === path) {
          batch(() => {
            shown.value = shownOf(module.default, found.parameters);
            arrived.value = path;
          });
        }
      },
      (error: unknown) => {
        // One who has gone elsewhere meanwhile is left there.
        if (place.value.path === path) {
          shown.value = { error };
        }
      },
    );
  });
  const now = shown.value;
  return (
    <>
      <a class="skip" href="#main">
        {words.value.nav.skip}
      </a>
      <Header />
      <Banner />
      <CallLayer />
      {now === undefined ? (
        <main id="main" class="screen" />
      ) : now === "missing" ? (
        <Screen key="missing" title={words.value.errors.missing}>
          <Missing />
        </Screen>
      ) : "error" in now ? (
        <Screen title={words.value.errors.title}>
          <Failure error={now.error} retry={() => location.reload()} />
        </Screen>
      ) : (
        // Another person begins with nothing of the former one.
        <now.view key={`${now.key} ${persons.value}`} parameters={now.parameters} />
      )}
      <Palette key={`palette ${persons.value}`} />
      <LeavingDialog />
      <ProofDialog key={`proof ${persons.value}`} />
      <Toasts />
    </>
  );
}

function isHere(path: string): boolean {
  const present = place.value.path.replace(/\/$/, "");
  const target = to(path).replace(/\/$/, "");
  const isTicket = /\/(ticket|paid)$/.test(present);
  if (path === "/") {
    return present === target || (present.startsWith(`${target}/events`) && !isTicket);
  }
  if (path === "/people" && /\/(people|connections|activity|network|users)\b/.test(present)) {
    return true;
  }
  return present.startsWith(target) || (path === "/mine" && isTicket);
}

function Header() {
  const texts = words.value.nav;
  const other = language.value === "en" ? "ar" : "en";
  const links: [string, string, IconName][] = [
    ["/", texts.discover, "compass"],
    ["/mine", texts.mine, "ticket"],
    ["/communities", texts.communities, "people"],
    ["/people", texts.people, "user"],
    ["/messages", texts.messages, "chat"],
  ];
  const marks: Record<string, number> = { "/messages": unread.value.messages, "/communities": unread.value.communities };
  const notices = unread.value.notifications;
  return (
    <header class="bar">
      <div class="bar-inner">
        <a class="brand" href={to("/")} aria-label={texts.home}>
          <Emblem />
          <span>{words.value.product}</span>
        </a>
        <nav aria-label={texts.main}>
          {links.map(([path, text, icon]) => (
            <a key={path} href={to(path)} aria-current={isHere(path) ? "page" : undefined}>
              <Icon name={icon} />
              <span>{text}</span>
              <Mark count={marks[path] ?? 0} />
            </a>
          ))}
        </nav>
        <div class="bar-end">
          <IconButton icon="search" label={texts.search} aria-keyshortcuts="Control+K" onClick={() => openPalette()} />
          {me.value && (
            <a class="icon-button" href={to("/notifications")} title={texts.notifications}>
              <Icon name="bell" />
              <span class="visually-hidden">{texts.notifications}</span>
              <Mark count={notices} />
            </a>
          )}
          <button type="button" class="language" lang={other} onClick={() => choose(other)}>
            {languages[other]}
          </button>
          {me.value ? (
            <a class="me" href={to("/account")}>
              <span class="visually-hidden">
                {texts.account}: {me.value.name}
              </span>
              <Avatar id={me.value.id} name={me.value.name} picture={me.value.picture} />
            </a>
          ) : (
            me.value === null && (
              <a class="button plain enter" href={to("/sign-in")}>
                {words.value.signIn.title}
              </a>
            )
          )}
        </div>
      </div>
    </header>
  );
}

/** How many are unread. The name of its link begins with the text that is seen (WCAG 2.5.3), and has the number as it is seen. */
function Mark({ count }: { count: number }) {
  return count > 0 ? (
    <>
      {" "}
      <span class="mark">
        {count > 99 ? "99+" : count}
        <span class="visually-hidden"> {words.value.nav.unread}</span>
      </span>
    </>
  ) : null;
}

interface Opened {
  isHelp: boolean;
  view?: ComponentType<{ isHelp: boolean; onClose: () => void }>;
}
const palette = signal<Opened | undefined>(undefined);

/** Opens the search over everything; its code comes with the first use. `isHelp`: the list of shortcuts. */
function openPalette(isHelp = false): void {
  palette.value ??= { isHelp };
  import("../screens/palette/palette.js").then(
    (module) => {
      if (palette.value) {
        palette.value = { ...palette.value, view: module.default };
      }
    },
    (error: unknown) => {
      palette.value = undefined;
      toast(sentence(error));
    },
  );
}

/** Keys that work everywhere. Single keys do nothing while a text is being written. */
function Palette() {
  useEffect(() => {
    const press = (key: KeyboardEvent) => {
      const isWriting = (key.target as Element).closest?.("input, textarea, select, [contenteditable]");
      const isOver = modals.value.length > 0 || (key.target as Element).closest?.("[role=menu]");
      if (key.key.toLowerCase() === "k" && (key.ctrlKey || key.metaKey)) {
        key.preventDefault();
        openPalette();
      } else if (comfort.keys.value === "off" || isWriting || key.ctrlKey || key.metaKey || key.altKey) {
        return;
      } else if (key.key === "/" || key.key === "?" || key.key === "؟") {
        key.preventDefault();
        openPalette(key.key !== "/");
      } else if (!key.shiftKey && me.value && !isOver) {
        const act = letters[letterOf(key)];
        if (act) {
          // The letter is not written into a field that has the focus now.
          key.preventDefault();
          act();
        }
      }
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
  const now = palette.value;
  return now?.view ? (
    <now.view
      isHelp={now.isHelp}
      onClose={() => {
        palette.value = undefined;
      }}
    />
  ) : null;
}

/** The mark of the product: a star of eight points with a place in its middle. */
function Emblem() {
  return (
    <svg viewBox="0 0 40 40" width="32" height="32" aria-hidden="true" class="mark-of-product">
      <rect x="7.5" y="7.5" width="25" height="25" rx="2.5" />
      <rect x="7.5" y="7.5" width="25" height="25" rx="2.5" transform="rotate(45 20 20)" />
      <circle cx="20" cy="20" r="6" />
    </svg>
  );
}

/** Milliseconds: a connection that is back sooner is not spoken of. */
const Unspoken = 2000;

/** Says that the connection is lost, and what the client does about it. It never hides content. */
export function Banner() {
  const isSpoken = useSignal(false);
  const texts = words.value.connection;
  const isAway = !isOnline.value || connection.value === "offline";
  const waiting = outbox.all.value.filter((one) => one.state === "waiting").length;
  const text = isAway ? texts.offline(waiting) : connection.value === "catching-up" ? texts.catchingUp : "";
  const isTold = text !== "";
  useEffect(() => {
    if (!isTold) {
      return;
    }
    const timer = setTimeout(() => {
      isSpoken.value = true;
    }, Unspoken);
    return () => {
      clearTimeout(timer);
      isSpoken.value = false;
    };
  }, [isTold]);
  return (
    <div class="banner" role="status">
      {text && isSpoken.value && (
        <p>
          <Icon name={isAway ? "away" : "retry"} size={18} /> {text}
        </p>
      )}
    </div>
  );
}
