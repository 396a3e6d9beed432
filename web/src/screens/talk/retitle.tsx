import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api } from "../../app/api.js";
import { apply, type Thread } from "../../store/store.js";
import { Button } from "../../ui/button.js";
import { Dialog } from "../../ui/dialog.js";
import { Field } from "../../ui/field.js";
import { words } from "../../words/words.js";
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
    <Dialog title={talkWords.value.retitle} onClose={onClose}>
      <form
        class="stack"
        noValidate
        onSubmit={(submit) => {
          submit.preventDefault();
          void save();
        }}
      >
        <Field
          label={words.value.threads.newTitle}
          value={text.value}
          error={error.value}
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
