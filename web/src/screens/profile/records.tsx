import "../../parts/listing.css";
import { type Schemas, ValidationFailed } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { askBeforeLeaving } from "../../app/leaving.js";
import { Button, IconButton } from "../../ui/button.js";
import { Dialog } from "../../ui/dialog.js";
import { Field, TextArea } from "../../ui/field.js";
import { sentence } from "../../ui/states.js";
import { month } from "../../words/format.js";
import { words } from "../../words/words.js";
import { daysOf, type Entry, type FieldName, fieldAt, type Kind, kinds, titleOf, withEntry } from "./record.js";
import { profileWords } from "./words.js";

type Own = Schemas["OwnProfileView"];

/** The projects, awards or certificates of a person. `tools`: buttons of one of them. */
export function Entries({ of, tools }: { of: readonly Entry[]; tools?: (entry: Entry, index: number) => preact.ComponentChildren }) {
  return (
    <ul class="rows">
      {of.map((entry, index) => {
        const days = daysOf(entry).flatMap((date) => (date ? month(`${date}T12:00:00Z`) : []));
        const name = <bdi>{titleOf(entry)}</bdi>;
        return (
          <li key={`${index}${titleOf(entry)}`} class="line">
            <div class="line-text">
              {entry.url ? (
                <a href={entry.url} rel="noreferrer nofollow" onClick={askBeforeLeaving} onAuxClick={askBeforeLeaving}>
                  {name}
                </a>
              ) : (
                <span class="line-title">{name}</span>
              )}
              <span class="small soft">
                {entry.issuer && (
                  <>
                    <bdi>{entry.issuer}</bdi>
                    {days.length > 0 && " · "}
                  </>
                )}
                {days.join(" – ")}
              </span>
              {entry.description && (
                <p class="small in-line" dir="auto">
                  {entry.description}
                </p>
              )}
            </div>
            {tools && <div class="line-end">{tools(entry, index)}</div>}
          </li>
        );
      })}
    </ul>
  );
}

/** The person's own entries of a kind, to be added, changed and removed. Each change is saved at once. */
export function EditEntries({ kind, list, onSaved }: { kind: Kind; list: readonly Entry[]; onSaved: (own: Own) => void }) {
  const texts = profileWords.value;
  const edited = useSignal<number | undefined>(undefined);
  const { isBusy, run } = useAct();
  const { replace } = kinds[kind];
  // Each change sends the whole list: one at a time.
  const open = (index: number) => () => {
    if (!isBusy.value) {
      edited.value = index;
    }
  };
  return (
    <section class="panel" aria-labelledby={kind}>
      <div class="panel-head">
        <h2 id={kind}>{texts[kind]}</h2>
        <Button icon="plus" onClick={open(list.length)}>
          {texts.addTo[kind]}
        </Button>
      </div>
      {list.length === 0 ? (
        <p class="soft">{texts.noEntries}</p>
      ) : (
        <Entries
          of={list}
          tools={(entry, index) => (
            <>
              <IconButton icon="edit" label={`${words.value.common.edit}: ${titleOf(entry)}`} onClick={open(index)} />
              <IconButton
                icon="trash"
                label={`${words.value.common.remove}: ${titleOf(entry)}`}
                onClick={() =>
                  !isBusy.value && run(async () => onSaved(await replace(withEntry(list, index, undefined))), words.value.common.saved)
                }
              />
            </>
          )}
        />
      )}
      {edited.value !== undefined && (
        <EntryDialog
          kind={kind}
          list={list}
          index={edited.value}
          onSaved={onSaved}
          onClose={() => {
            edited.value = undefined;
          }}
        />
      )}
    </section>
  );
}

const typeOf = (name: FieldName) => (name === "url" ? "url" : name.endsWith("_on") ? "date" : "text");

function EntryDialog({
  kind,
  list,
  index,
  onSaved,
  onClose,
}: {
  kind: Kind;
  list: readonly Entry[];
  index: number;
  onSaved: (own: Own) => void;
  onClose: () => void;
}) {
  const texts = profileWords.value;
  const entry = useSignal<Entry>(list[index] ?? {});
  const errors = useSignal<Record<string, string>>({});
  const problem = useSignal("");
  const { isBusy, run } = useAct();
  const save = () =>
    run(async () => {
      errors.value = {};
      problem.value = "";
      try {
        onSaved(await kinds[kind].replace(withEntry(list, index, entry.value)));
        onClose();
      } catch (error) {
        const faults = error instanceof ValidationFailed ? error.faults : [];
        const said = faults.flatMap((fault) => {
          const name = fieldAt(index, fault.field);
          return name ? [[name, words.value.errors.fault(fault)]] : [];
        });
        errors.value = Object.fromEntries(said);
        problem.value = said.length === 0 ? sentence(error) : "";
      }
    });
  const of = (name: FieldName) => ({
    label: texts.fields[name],
    value: entry.value[name] ?? "",
    error: errors.value[name],
    onValue: (value: string) => {
      entry.value = { ...entry.value, [name]: value };
    },
  });
  return (
    <Dialog title={list[index] ? texts[kind] : texts.addTo[kind]} onClose={onClose}>
      <form
        class="stack"
        noValidate
        onSubmit={(submit) => {
          submit.preventDefault();
          void save();
        }}
      >
        {kinds[kind].fields.map((name) =>
          name === "description" ? (
            <TextArea key={name} maxLength={1000} {...of(name)} />
          ) : (
            <Field
              key={name}
              type={typeOf(name)}
              dir={name === "url" ? "ltr" : "auto"}
              maxLength={name === "url" ? 2000 : 120}
              required={name === "name" || name === "title"}
              {...of(name)}
            />
          ),
        )}
        {problem.value && (
          <p class="field-error" role="alert">
            {problem.value}
          </p>
        )}
        <Button kind="primary" type="submit" isWide isBusy={isBusy.value}>
          {words.value.common.save}
        </Button>
      </form>
    </Dialog>
  );
}
