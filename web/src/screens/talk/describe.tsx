import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api } from "../../app/api.js";
import { TextDialog } from "./text-dialog.js";
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
    <TextDialog
      title={texts.describeTitle}
      label={texts.description}
      hint={texts.descriptionHint}
      text={text}
      most={MostText}
      isBusy={isBusy.value}
      onSave={save}
      onClose={onClose}
    >
      <p class="soft">
        <bdi>{name}</bdi>
      </p>
    </TextDialog>
  );
}
