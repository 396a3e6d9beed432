import "../../parts/listing.css";
import "./companion.css";
import { RateLimited, type Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { sends } from "../../app/comfort.js";
import { useList } from "../../app/list.js";
import { useLoad } from "../../app/load.js";
import { place, query, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { later, restored } from "../../app/undo.js";
import { Confirm } from "../../parts/confirm.js";
import { useDraft } from "../../parts/draft.js";
import { linkTo } from "../../parts/link-to.js";
import { Listing } from "../../parts/listing.js";
import { NeedAccount } from "../../parts/need-account.js";
import { payable } from "../../parts/pay.js";
import { SubNav } from "../../parts/subnav.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Field, PickOne, TextArea } from "../../ui/field.js";
import { Bone, Failure, Skeleton, sentence } from "../../ui/states.js";
import { toast } from "../../ui/toast.js";
import { countries } from "../../words/countries.js";
import { ago, day, waitOf } from "../../words/format.js";
import { words } from "../../words/words.js";
import { Badges } from "./badges.js";
import { phones } from "./phones.js";
import { companionWords } from "./words.js";

type Message = Schemas["AiCompanionMessageView"];

export default function Companion() {
  return (
    <Screen title={companionWords.value.title} class="page tight">
      <NeedAccount isFull>
        <Body />
      </NeedAccount>
    </Screen>
  );
}

function Body() {
  const texts = companionWords.value;
  const part = query.value.get("part") ?? "";
  const settings = useSignal<Schemas["SettingsView"] | undefined>(undefined);
  const loading = useLoad(async () => {
    settings.value = await api.companion.getSettings();
  }, [me.value?.id]);
  return (
    <>
      <header class="stack">
        <div class="panel-head">
          <h1>{texts.title}</h1>
          <p class="small soft">{texts.ai}</p>
        </div>
        <SubNav
          label={texts.title}
          here={place.value.path + (part ? `?part=${part}` : "")}
          links={[
            [to("/companion"), texts.talk],
            [to("/companion?part=days"), texts.day],
            [to("/companion?part=memory"), texts.memory],
          ]}
        />
      </header>
      {!settings.value ? (
        loading.error ? (
          <Failure error={loading.error} retry={loading.again} />
        ) : (
          <Skeleton>
            <Bone kind="row" />
            <Bone kind="row" />
          </Skeleton>
        )
      ) : settings.value.age_status === "too_young" ? (
        <p class="panel">{texts.tooYoung}</p>
      ) : settings.value.age_status === "unknown" ? (
        <Age
          settings={settings.value}
          onDone={(next) => {
            settings.value = next;
          }}
        />
      ) : part === "days" ? (
        <Days />
      ) : part === "memory" ? (
        <Memory />
      ) : (
        <Talk />
      )}
    </>
  );
}

function Age({ settings, onDone }: { settings: Schemas["SettingsView"]; onDone: (settings: Schemas["SettingsView"]) => void }) {
  const texts = companionWords.value;
  const age = useSignal("");
  const country = useSignal(settings.country ?? "");
  const error = useSignal("");
  const { isBusy, run } = useAct();
  return (
    <form
      class="panel"
      noValidate
      onSubmit={(submit) => {
        submit.preventDefault();
        error.value = age.value ? "" : words.value.errors.required;
        if (age.value) {
          void run(async () =>
            onDone(
              await api.companion.setSettings({
                age: Number(age.value),
                country: country.value || null,
                time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
              }),
            ),
          );
        }
      }}
    >
      <h2>{texts.ageTitle}</h2>
      <p class="soft">{texts.ageText}</p>
      <div class="fields">
        <Field
          label={texts.age}
          type="number"
          min={1}
          max={120}
          value={age.value}
          error={error.value}
          onValue={(value) => {
            age.value = value;
          }}
        />
        <PickOne
          label={texts.country}
          value={country.value}
          options={[["", texts.noCountry], ...countries()]}
          onValue={(value) => {
            country.value = value;
          }}
        />
      </div>
      <div>
        <Button kind="primary" type="submit" isBusy={isBusy.value}>
          {texts.goOn}
        </Button>
      </div>
    </form>
  );
}

/** A message of the person: the id that this device gave it, and its text. */
interface Asked {
  id: string;
  content: string;
}

/** Whether the messages of the day have been used. */
export const isUsedUp = (error: unknown): error is RateLimited => error instanceof RateLimited && error.reason === "daily_limit";

/** A page of messages as they are read. Their times do not decide: a message and its answer have the same. */
export const oldestFirst = <Item,>(newestFirst: readonly Item[]): Item[] => [...newestFirst].reverse();

/** Pixels from the end within which new words are followed. */
const Near = 120;

function Talk() {
  const texts = companionWords.value;
  const said = useSignal<readonly Message[]>([]);
  const next = useSignal<string | null>(null);
  const allowance = useSignal<Schemas["AllowanceView"] | undefined>(undefined);
  const answer = useSignal<string | undefined>(undefined);
  // A refused text is kept on the device; one that is being written is not.
  const { text, write, type } = useDraft("companion");
  /** The message that the server has not answered yet, or not even stored. */
  const unsent = useRef<Asked | undefined>(undefined);
  const unanswered = useSignal<Asked | undefined>(undefined);
  /** When there are new messages: none are left until then. */
  const usedUp = useSignal("");
  const stop = useRef<AbortController | undefined>(undefined);
  const { run } = useAct();
  const loading = useLoad(async () => {
    const page = await api.companion.get({ limit: 30 });
    said.value = oldestFirst(page.messages.items) as unknown as Message[];
    next.value = page.messages.next_cursor as string | null;
    allowance.value = page.allowance;
  }, [me.value?.id]);
  useEffect(() => () => stop.current?.abort(), []);
  // A reader who scrolled up, or who asked for earlier messages, stays where they are.
  const follows = useRef(true);
  useEffect(() => {
    const look = () => {
      const { scrollHeight, scrollTop, clientHeight } = document.documentElement;
      follows.current = scrollHeight - scrollTop - clientHeight < Near;
    };
    addEventListener("scroll", look, { passive: true });
    return () => removeEventListener("scroll", look);
  }, []);
  useEffect(() => {
    if (follows.current) {
      // To the end of the page, not of the answer: the field lies over what is beside it, and an answer may have numbers to call.
      document.documentElement.scrollTop = document.documentElement.scrollHeight;
    }
  }, [said.value.length, answer.value]);
  const left =
    allowance.value?.daily_messages == null
      ? undefined
      : allowance.value.daily_messages - allowance.value.used_today + allowance.value.extra_messages;

  const send = async () => {
    const content = text.value.trim();
    if (!content || answer.value !== undefined) {
      return;
    }
    write("");
    follows.current = true;
    // The same text after a failure is the same message: it is stored, answered and counted once.
    const id = unsent.current?.content === content ? unsent.current.id : crypto.randomUUID();
    unsent.current = { id, content };
    const own = { id, role: "user", content, cards: [], status: "complete", created_at: new Date().toISOString() };
    said.value = [...said.value, own as unknown as Message];
    await ask({ id, content });
  };
  const ask = async (own: Asked) => {
    const { content } = own;
    let isAccepted = unanswered.value !== undefined;
    unanswered.value = undefined;
    answer.value = "";
    usedUp.value = "";
    stop.current = new AbortController();
    try {
      for await (const part of api.companion.talk({ content, client_id: own.id }, { signal: stop.current.signal })) {
        if (part.type === "accepted") {
          isAccepted = true;
          const { notice } = part;
          if (notice && !said.value.some((one) => one.id === notice.id)) {
            said.value = [...said.value.slice(0, -1), notice, ...said.value.slice(-1)];
          }
        } else if (part.type === "delta") {
          answer.value += part.content;
        } else if (part.type === "message") {
          said.value = [...said.value, part.message];
        }
      }
      unsent.current = undefined;
      if (allowance.value) {
        allowance.value = { ...allowance.value, used_today: allowance.value.used_today + 1 };
      }
    } catch (error) {
      if (stop.current.signal.aborted) {
        unsent.current = undefined;
        const cut = {
          id: crypto.randomUUID(),
          role: "assistant",
          content: answer.value ?? "",
          cards: [],
          status: "cut",
          created_at: new Date().toISOString(),
        };
        said.value = [...said.value, cut as unknown as Message];
      } else if (isAccepted) {
        // It is stored, and only the answer is missing.
        unsent.current = undefined;
        unanswered.value = own;
        if (isUsedUp(error)) {
          usedUp.value = waitOf(error.retryAfter ?? 0);
        } else {
          toast(sentence(error));
        }
      } else {
        // The written text is not lost.
        write(content);
        said.value = said.value.filter((one) => one.id !== own.id);
        if (isUsedUp(error)) {
          usedUp.value = waitOf(error.retryAfter ?? 0);
          loading.again();
        } else {
          toast(sentence(error));
        }
      }
    }
    answer.value = undefined;
  };
  if (loading.error) {
    return <Failure error={loading.error} retry={loading.again} />;
  }
  return (
    <>
      <div class="companion-talk" role="log" aria-label={texts.talk}>
        {next.value && (
          <div class="row">
            <Button
              kind="quiet"
              onClick={() =>
                run(async () => {
                  follows.current = false;
                  const page = await api.companion.get({ limit: 30, cursor: next.value ?? "" });
                  said.value = [...(oldestFirst(page.messages.items) as unknown as Message[]), ...said.value];
                  next.value = page.messages.next_cursor as string | null;
                })
              }
            >
              {texts.earlier}
            </Button>
          </div>
        )}
        {loading.isDone && said.value.length === 0 && <p class="soft">{texts.begin}</p>}
        {said.value.map((one) => (
          <Said key={one.id} message={one} />
        ))}
        {answer.value !== undefined && (
          <div class="said" aria-busy="true">
            <p dir="auto">{answer.value || texts.thinking}</p>
          </div>
        )}
        {unanswered.value && (
          <div class="row">
            <Button icon="retry" onClick={() => void ask(unanswered.value as Asked)}>
              {words.value.common.retry}
            </Button>
          </div>
        )}
      </div>
      <form
        class="companion-write"
        onSubmit={(submit) => {
          submit.preventDefault();
          void send();
        }}
        onKeyDown={(key) => {
          if (key.target instanceof HTMLTextAreaElement && sends(key)) {
            key.preventDefault();
            void send();
          }
        }}
      >
        <TextArea label={texts.write} rows={2} maxLength={4000} value={text.value} onValue={type} />
        {usedUp.value && (
          <div class="panel" role="alert">
            <p>{texts.usedUp(usedUp.value)}</p>
            <p class="row">
              <Button onClick={() => run(() => payable(() => api.companion.buySession(), "/companion"))}>{texts.more}</Button>
              <ButtonLink href={to("/plans")}>{texts.noLimit}</ButtonLink>
            </p>
          </div>
        )}
        <div class="panel-head">
          <span class="small soft">{left !== undefined && texts.left(Math.max(0, left))}</span>
          <span class="row">
            {left !== undefined && left <= 3 && !usedUp.value && (
              <Button kind="quiet" onClick={() => run(() => payable(() => api.companion.buySession(), "/companion"))}>
                {texts.more}
              </Button>
            )}
            {answer.value === undefined ? (
              <Button kind="primary" icon="send" type="submit">
                {texts.send}
              </Button>
            ) : (
              <Button icon="close" onClick={() => stop.current?.abort()}>
                {texts.stop}
              </Button>
            )}
          </span>
        </div>
      </form>
    </>
  );
}

/** The safety layer's own answers name help lines, with numbers to call. */
const isHelp = (message: Message) => message.provider?.startsWith("safe") === true;

/** A text whose numbers can be called, and whose addresses can be followed. */
function HelpText({ text }: { text: string }) {
  return (
    <>
      {phones(text).map(({ text: part, dial, link }, index) =>
        dial ? (
          <a key={`${index}${dial}`} href={`tel:${dial}`} dir="ltr">
            {part}
          </a>
        ) : link ? (
          <a key={`${index}${link}`} href={link} dir="ltr" target="_blank" rel="noopener noreferrer">
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </>
  );
}

/** The help lines for a text that sounds as if help was needed. */
function Care({ text }: { text: string }) {
  const card = useRef<HTMLDivElement>(null);
  // It may be far from what was written.
  useEffect(() => card.current?.scrollIntoView({ block: "nearest" }), [text]);
  return text ? (
    <div ref={card} class="said help" role="alert">
      <h2>{companionWords.value.help}</h2>
      <p dir="auto">
        <HelpText text={text} />
      </p>
    </div>
  ) : null;
}

function Said({ message }: { message: Message }) {
  const texts = companionWords.value;
  const kind = message.role === "user" ? "mine" : message.role === "notice" ? "notice" : isHelp(message) ? "help" : "";
  return (
    <div class={`said ${kind}`}>
      {kind === "help" && <h2>{texts.help}</h2>}
      <p dir="auto">{kind === "help" ? <HelpText text={message.content} /> : message.content}</p>
      {kind === "help" && <p class="small soft">{texts.helpText}</p>}
      {message.status === "cut" && <p class="small soft">{texts.cut}</p>}
      {message.cards.length > 0 && (
        <ul class="rows">
          {message.cards.map((card) => (
            <li key={card.action_link + card.title} class="line">
              <span class="line-text" dir="auto">
                <a href={linkTo(card.action_link)}>{card.title}</a>
                {card.text && <span class="small soft">{card.text}</span>}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Face({ mood }: { mood: number }) {
  const mouth = ["M13 30q7-11 14 0", "M13 28q7-6 14 0", "M13 26h14", "M13 24q7 6 14 0", "M13 23q7 12 14 0"][mood - 1];
  return (
    <svg class="face" viewBox="0 0 40 40" aria-hidden="true">
      <circle cx="20" cy="20" r="16" />
      <path d={`M14 15v2M26 15v2${mouth}`} />
    </svg>
  );
}

function Days() {
  const texts = companionWords.value;
  const mood = useSignal(0);
  const note = useSignal("");
  const board = useSignal<Schemas["DashboardView"] | undefined>(undefined);
  const moods = useSignal<readonly Schemas["MoodDay"][]>([]);
  const care = useSignal("");
  const all = useList((cursor) => api.checkIns.list({ limit: 10, cursor }), [me.value?.id]);
  const { isBusy, run } = useAct();
  const loading = useLoad(async () => {
    const [dashboard, days] = await Promise.all([api.companion.dashboard(), api.checkIns.moods({ days: 30 })]);
    board.value = dashboard;
    moods.value = days.items;
  }, [me.value?.id]);
  const keep = () =>
    run(async () => {
      const { care: said } = await api.checkIns.create({ mood: mood.value, note: note.value.trim() || null });
      care.value = said ?? "";
      mood.value = 0;
      note.value = "";
      all.again();
      loading.again();
    }, texts.kept);
  if (!loading.isDone && !loading.error && !board.value) {
    return (
      <Skeleton>
        <Bone kind="card" />
        <Bone kind="row" />
      </Skeleton>
    );
  }
  return (
    <>
      <section class="panel calm" aria-labelledby="check-in">
        {board.value && (
          <p class="soft" dir="auto">
            {board.value.daily_message}
          </p>
        )}
        <h2 id="check-in">{texts.checkIn}</h2>
        <fieldset class="moods" aria-labelledby="check-in">
          {texts.moods.map((name, index) => (
            <label key={name}>
              <input
                type="radio"
                name="mood"
                checked={mood.value === index + 1}
                onChange={() => {
                  mood.value = index + 1;
                }}
              />
              <Face mood={index + 1} />
              {name}
            </label>
          ))}
        </fieldset>
        <TextArea
          label={texts.note}
          rows={2}
          maxLength={1000}
          value={note.value}
          onValue={(value) => {
            note.value = value;
          }}
        />
        <div>
          <Button kind="primary" isBusy={isBusy.value} disabled={mood.value === 0} onClick={keep}>
            {texts.keep}
          </Button>
        </div>
        <Care text={care.value} />
      </section>
      {board.value && (
        <section class="panel" aria-labelledby="week">
          <div class="panel-head">
            <h2 id="week">{texts.week}</h2>
            <span class="row small soft">
              <span>{texts.streak(board.value.streak)}</span>
              <span>{texts.longest(board.value.longest_streak)}</span>
            </span>
          </div>
          {moods.value.length === 0 ? (
            <p class="soft">{texts.noDays}</p>
          ) : (
            <ul class="mood-days">
              {moods.value.map((one) => (
                <li key={one.day} style={{ "--part": String(one.mood) }}>
                  <span class="visually-hidden">
                    {texts.moodOf(day(`${one.day}T12:00:00Z`), texts.moods[Math.round(one.mood) - 1] ?? "")}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </section>
      )}
      <Badges />
      <section class="stack" aria-labelledby="told">
        <h2 id="told">{texts.earlierDays}</h2>
        <Listing of={all} empty={<p class="soft">{texts.noDays}</p>}>
          {(one) => (
            <li key={one.id} class="line">
              <Face mood={one.mood} />
              <span class="line-text">
                <span class="line-title">{texts.moods[one.mood - 1]}</span>
                <span class="small soft" dir="auto">
                  {String(one.note ?? "")}
                </span>
              </span>
              <span class="line-end small soft">
                {ago(String(one.created_at))}
                <Button
                  kind="quiet"
                  onClick={() => {
                    const before = all.items ?? [];
                    all.change((items) => items.filter((other) => other.id !== one.id));
                    later(
                      () => api.checkIns.delete(one.id),
                      words.value.common.deleted,
                      () => all.change((items) => restored(before, items, one.id)),
                    );
                  }}
                >
                  {words.value.common.delete}
                </Button>
              </span>
            </li>
          )}
        </Listing>
      </section>
    </>
  );
}

type Remembered = Schemas["ContextView"]["messages"][number];

/** Another text for a message of the person. */
function Rewrite({ message, onDone, onClose }: { message: Remembered; onDone: (care: string) => void; onClose: () => void }) {
  const text = useSignal(message.content);
  const form = useRef<HTMLFormElement>(null);
  const { isBusy, run } = useAct();
  useEffect(() => form.current?.querySelector("textarea")?.focus(), []);
  const save = () => {
    if (text.value === message.content) {
      onClose();
    } else if (text.value.trim()) {
      void run(async () => {
        const { care } = await api.companion.editMessage(message.id, { content: text.value });
        onDone(care ?? "");
      });
    }
  };
  return (
    <form
      ref={form}
      class="stack"
      onSubmit={(submit) => {
        submit.preventDefault();
        save();
      }}
      onKeyDown={(key) => {
        if (key.key === "Escape") {
          onClose();
        } else if (key.target instanceof HTMLTextAreaElement && sends(key)) {
          key.preventDefault();
          save();
        }
      }}
    >
      <TextArea
        label={companionWords.value.newText}
        rows={3}
        maxLength={4000}
        value={text.value}
        onValue={(next) => {
          text.value = next;
        }}
      />
      <div class="row">
        <Button kind="primary" type="submit" isBusy={isBusy.value} disabled={!text.value.trim()}>
          {words.value.common.save}
        </Button>
        <Button kind="quiet" onClick={onClose}>
          {words.value.common.cancel}
        </Button>
      </div>
    </form>
  );
}

function Memory() {
  const texts = companionWords.value;
  const editing = useSignal("");
  const opener = useRef<HTMLElement | null>(null);
  const care = useSignal("");
  const edit = (id: string) => {
    editing.value = id;
    if (id) {
      care.value = "";
    } else {
      opener.current?.focus();
    }
  };
  const known = useSignal<Schemas["ContextView"] | undefined>(undefined);
  const isAsking = useSignal(false);
  const loading = useLoad(async () => {
    known.value = await api.companion.context();
  }, [me.value?.id]);
  const forgetOne = (id: string) => {
    const show = (change: (items: readonly Remembered[]) => readonly Remembered[]) => {
      if (known.value) {
        known.value = { ...known.value, messages: [...change(known.value.messages)] };
      }
    };
    const before = known.value?.messages ?? [];
    // Its answer goes with it.
    const gone = before.filter((one) => one.id === id || one.reply_to === id).map((one) => one.id);
    show((items) => items.filter((one) => !gone.includes(one.id)));
    later(
      () => api.companion.deleteMessage(id),
      texts.forgotten,
      () => show((items) => restored(before, items, ...gone)),
    );
  };
  const now = known.value;
  if (loading.error && !now) {
    return <Failure error={loading.error} retry={loading.again} />;
  }
  return (
    <>
      <p class="soft">{texts.memoryText}</p>
      <Care text={care.value} />
      {now && (
        <>
          <details class="panel">
            <summary>{texts.instructions}</summary>
            <p class="said-text" dir="auto">
              {now.system_prompt}
            </p>
          </details>
          {now.messages.length === 0 ? (
            <p class="soft">{texts.empty}</p>
          ) : (
            <ul class="rows">
              {now.messages.map((one) => (
                <li key={one.id} class="line">
                  <span class="line-text memory in-line">
                    <span class="small soft">
                      {one.role === "user" ? texts.you : texts.title}
                      {one.edited_at && ` · ${texts.edited}`}
                    </span>
                    {editing.value === one.id ? (
                      <Rewrite
                        message={one}
                        onDone={(said) => {
                          edit("");
                          care.value = said;
                          loading.again();
                        }}
                        onClose={() => edit("")}
                      />
                    ) : (
                      <span dir="auto">{one.content}</span>
                    )}
                  </span>
                  <span class="line-end">
                    {one.role === "user" && (
                      <Button
                        kind="quiet"
                        onClick={(click) => {
                          // One at a time: what is being written in another one stays.
                          const open = document.querySelector<HTMLElement>(".memory textarea");
                          open?.focus();
                          if (!open) {
                            opener.current = click.currentTarget;
                            edit(one.id);
                          }
                        }}
                      >
                        {words.value.common.edit}
                      </Button>
                    )}
                    <Button kind="quiet" icon="trash" onClick={() => forgetOne(one.id)}>
                      {texts.forget}
                    </Button>
                  </span>
                </li>
              ))}
            </ul>
          )}
          <div>
            <Button
              kind="danger"
              onClick={() => {
                isAsking.value = true;
              }}
            >
              {texts.forgetAll}
            </Button>
          </div>
        </>
      )}
      {isAsking.value && (
        <Confirm
          title={texts.forgetAll}
          action={texts.forgetAll}
          done={texts.forgotten}
          onClose={() => {
            isAsking.value = false;
          }}
          work={() => api.companion.deleteAll().then(loading.again)}
        >
          <p>{texts.forgetAllText}</p>
        </Confirm>
      )}
    </>
  );
}
