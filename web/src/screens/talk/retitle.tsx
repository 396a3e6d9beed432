import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api } from "../../app/api.js";
import { apply, type Thread } from "../../store/store.js";
import { words } from "../../words/words.js";
import { TextDialog } from "./text-dialog.js";
import { talkWords } from "./words.js";

/** Characters at most: as the server has it. */
const MostText = 200;

/** Asks for another title of a discussion. */
export function Retitle({ thread: { id, title }, onClose }: { thread: Pick<Thread, "id" | "title">; onClose: () => void }) {
  const text = useSignal(title);
  const error = useSignal("");
  const { isBusy, run } = useAct();
  const save = async () => {
    const next = text.value.trim();
    if (!next) {
      error.value = words.value.errors.required;
    } else if (
      next === title ||
      (await run(async () => apply([{ kind: "thread", thread: await api.threads.update(id, { title: next }) }])))
    ) {
      onClose();
    }
  };
  return (
    <TextDialog
      title={talkWords.value.retitle}
      label={words.value.threads.newTitle}
      error={error.value}
      text={text}
      most={MostText}
      isBusy={isBusy.value}
      onSave={save}
      onClose={onClose}
    />
  );
}
