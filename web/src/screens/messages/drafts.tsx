import "../talk/talk.css";
import "../../parts/listing.css";
import { NotFound } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useLoad } from "../../app/load.js";
import { type ScreenProps, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { NeedAccount } from "../../parts/need-account.js";
import { nameOf } from "../../parts/person.js";
import { outbox, returns } from "../../store/feed.js";
import { log } from "../../store/log.js";
import type { Unsent } from "../../store/outbox.js";
import { ButtonLink } from "../../ui/button.js";
import { Bone, Empty, Skeleton, sentence } from "../../ui/states.js";
import { toast } from "../../ui/toast.js";
import { words } from "../../words/words.js";
import { sayDiscarded } from "../talk/discarded.js";
import { type Draft, type DraftKind, discardDraft, draftChannel, pathOf, placeNameOf, readDrafts, restoreDraft } from "../talk/drafts.js";
import { excerptOf } from "../talk/excerpt.js";
import { discard, namesOf, State } from "../talk/unsent-row.js";
import { talkWords } from "../talk/words.js";
import { messagesWords } from "./words.js";

/** What was begun and not sent, with its places. */
export default function DraftsPage(_: ScreenProps) {
  return (
    <Screen title={messagesWords.value.drafts} class="page start">
      <NeedAccount>
        <Body />
      </NeedAccount>
    </Screen>
  );
}

function Body() {
  const texts = messagesWords.value;
  const drafts = useSignal<readonly Draft[] | undefined>(undefined);
  const unsent = outbox.all.value;
  const elsewhere = useSignal<readonly Unsent[]>([]);
  const read = async () => {
    elsewhere.value = await outbox.elsewhere().catch(() => []);
    drafts.value = await readDrafts().catch(() => []);
  };
  useEffect(() => {
    void read();
    // Other tabs write on, and this one discards.
    const channel = draftChannel(() => void read());
    // What is sent there is not told, and what is told may not be stored yet.
    const timer = setInterval(read, ReadDelay);
    return () => {
      channel.close();
      clearInterval(timer);
    };
  }, []);
  const waiting = [...unsent, ...elsewhere.value.filter((one) => unsent.every((own) => own.clientId !== one.clientId))];
  return (
    <>
      <h1>{texts.drafts}</h1>
      {drafts.value === undefined ? (
        <Skeleton>
          <Bone kind="row" />
          <Bone kind="row" />
        </Skeleton>
      ) : drafts.value.length + waiting.length === 0 ? (
        <Empty icon="edit" title={texts.noDrafts} text={texts.noDraftsText}>
          <ButtonLink kind="primary" href={to("/messages")}>
            {texts.toMessages}
          </ButtonLink>
        </Empty>
      ) : (
        <>
          {waiting.length > 0 && (
            <section class="panel" aria-labelledby="unsent">
              <h2 id="unsent">{texts.unsent}</h2>
              <ul class="rows">
                {waiting.map((one) => (
                  <UnsentLine key={one.clientId} of={one} isElsewhere={!unsent.includes(one)} after={read} />
                ))}
              </ul>
            </section>
          )}
          {drafts.value.length > 0 && (
            <section class="panel" aria-labelledby="begun">
              <h2 id="begun">{texts.begun}</h2>
              <ul class="rows">
                {drafts.value.map((one) => (
                  <DraftLine key={`${one.kind}/${one.id}`} of={one} />
                ))}
              </ul>
            </section>
          )}
        </>
      )}
    </>
  );
}

/** Milliseconds between two looks at what the device keeps. */
const ReadDelay = 2000;

/** The name of a place, once it is known. */
function usePlaceName(of: Pick<Draft, "kind" | "id">): string {
  const texts = messagesWords.value;
  const name = useSignal("…");
  const loading = useLoad(async () => {
    name.value = await placeNameOf(of);
  }, [of.kind, of.id, returns.value, log.value.token === undefined]);
  return texts.kinds[of.kind](loading.error instanceof NotFound ? texts.placeGone : name.value);
}

/** `isElsewhere`: another tab keeps it. `after` it was discarded here. */
function UnsentLine({ of, isElsewhere, after }: { of: Unsent; isElsewhere: boolean; after: () => void }) {
  const [kind = "", id = ""] = of.target.split("/");
  const place = { kind: kind as DraftKind, id };
  const name = usePlaceName(place);
  return (
    <li class="line">
      <div class="line-text in-line">
        <a href={to(pathOf(place))} dir="auto">
          {name}
        </a>
        <p class="cut" dir="auto">
          {of.content || namesOf(of).join(", ")}
        </p>
        <p class="small soft unsent-state">
          {isElsewhere ? (
            <>
              <span>{of.state === "failed" ? of.reason : messagesWords.value.elsewhere}</span>
              <button
                type="button"
                class="link-button"
                aria-label={`${words.value.thread.retry}: ${name}`}
                // The same message, if the other tab sends it, too.
                onClick={() => outbox.restoreOne({ ...of, state: "waiting", reason: undefined })}
              >
                {words.value.thread.retry}
              </button>
              <button
                type="button"
                class="link-button"
                aria-label={`${words.value.thread.discard}: ${name}`}
                onClick={() => {
                  discard(of);
                  after();
                }}
              >
                {words.value.thread.discard}
              </button>
            </>
          ) : (
            <State message={of} />
          )}
        </p>
      </div>
    </li>
  );
}

function DraftLine({ of }: { of: Draft }) {
  const texts = messagesWords.value;
  const name = usePlaceName(of);
  const href = to(pathOf(of));
  const discard = async () => {
    try {
      await discardDraft(of);
      sayDiscarded(() => void restoreDraft(of).catch((error: unknown) => toast(sentence(error))));
    } catch (error) {
      toast(sentence(error));
    }
  };
  return (
    <li class="line">
      <div class="line-text in-line">
        <a href={href} dir="auto">
          {name}
        </a>
        {of.reply && (
          <p class="small soft one-line" dir="auto">
            {talkWords.value.replyTo(nameOf(of.reply.author))}: {excerptOf(of.reply)}
          </p>
        )}
        <p class="cut" dir="auto">
          {of.text}
        </p>
        {of.files && (
          <p class="small soft one-line">
            <bdi>{of.files.join(", ")}</bdi>
          </p>
        )}
        <p class="small soft unsent-state">
          <a class="link-button" href={href} aria-label={`${texts.goOn}: ${name}`}>
            {texts.goOn}
          </a>
          <button type="button" class="link-button" aria-label={`${words.value.thread.discard}: ${name}`} onClick={() => void discard()}>
            {words.value.thread.discard}
          </button>
        </p>
      </div>
    </li>
  );
}
