import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api } from "../../app/api.js";
import { useDraft } from "../../parts/draft.js";
import type { Event } from "../../store/store.js";
import { Button } from "../../ui/button.js";
import { Dialog } from "../../ui/dialog.js";
import { TextArea } from "../../ui/field.js";
import { organizeWords } from "./words.js";

/** Characters; the server counts them as people do. */
const LongestText = 1000;

/** Writes to all attendees: first the text, then the question how many people shall read it. */
export function Announce({ event, onClose, onSent }: { event: Event; onClose: () => void; onSent: () => void }) {
  const texts = organizeWords.value;
  const { text, write, clear } = useDraft(`announce/${event.id}`);
  const isAsked = useSignal(false);
  const { isBusy, run } = useAct();
  const count = event.registration_count;
  const written = text.value.trim();
  return (
    <Dialog title={texts.announce} onClose={onClose}>
      {count === 0 ? (
        <p>{texts.announceNone}</p>
      ) : isAsked.value ? (
        <>
          <p>
            <strong>{texts.announceAsk(count)}</strong>
          </p>
          <blockquote class="announcement" dir="auto">
            {written}
          </blockquote>
          <Button
            kind="primary"
            icon="send"
            isWide
            isBusy={isBusy.value}
            onClick={async () => {
              if (await run(() => api.events.announce(event.id, { text: written }), texts.announced(count))) {
                clear();
                onSent();
                onClose();
              }
            }}
          >
            {texts.announceSend(count)}
          </Button>
          <Button
            isWide
            onClick={() => {
              isAsked.value = false;
            }}
          >
            {texts.announceEdit}
          </Button>
        </>
      ) : (
        <>
          <p class="soft">{texts.announceText}</p>
          <TextArea label={texts.announceLabel} rows={6} maxLength={LongestText} value={text.value} onValue={write} />
          <Button
            kind="primary"
            isWide
            disabled={!written}
            onClick={() => {
              isAsked.value = true;
            }}
          >
            {texts.announceNext}
          </Button>
        </>
      )}
    </Dialog>
  );
}
