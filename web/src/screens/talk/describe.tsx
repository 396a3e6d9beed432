import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api } from "../../app/api.js";
import { Button } from "../../ui/button.js";
import { Dialog } from "../../ui/dialog.js";
import { Field } from "../../ui/field.js";
import { words } from "../../words/words.js";
import { talkWords } from "./words.js";

/** Characters at most: as the server has it. */
const MostText = 500;

export interface Described {
  id: string;
  name: string;
  alt: string;
}

/** Asks for a picture's alternative text. `onDone` is called once the server has it. */
export function Describe({
  picture: { id, name, alt },
  onDone,
  onClose,
}: {
  picture: Described;
  onDone: (alt: string) => void;
  onClose: () => void;
}) {
  const texts = talkWords.value;
  const text = useSignal(alt);
  const { isBusy, run } = useAct();
  const save = async () => {
    const next = text.value.trim();
    if (await run(() => api.attachments.update(id, { alt: next || null }))) {
      onDone(next);
      onClose();
    }
  };
  return (
    <Dialog title={texts.describeTitle} onClose={onClose}>
      <form
        class="stack"
        noValidate
        onSubmit={(submit) => {
          submit.preventDefault();
          void save();
        }}
      >
        <p class="soft">
          <bdi>{name}</bdi>
        </p>
        <Field
          label={texts.description}
          hint={texts.descriptionHint}
          value={text.value}
          maxLength={MostText}
          dir="auto"
          onValue={(next) => {
            text.value = next;
          }}
        />
        <Button kind="primary" type="submit" isWide isBusy={isBusy.value}>
          {words.value.common.save}
        </Button>
      </form>
    </Dialog>
  );
}
