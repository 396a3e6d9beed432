import { Conflict, type Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { api } from "../../app/api.js";
import { useForm } from "../../app/form.js";
import { useDraft } from "../../parts/draft.js";
import { Button } from "../../ui/button.js";
import { Dialog } from "../../ui/dialog.js";
import { Field, PickOne, TextArea } from "../../ui/field.js";
import { words } from "../../words/words.js";
import { authorWords } from "./author-words.js";

type Question = Schemas["QuestionDraft"];

const Most = 20;
const empty: Question = { question: "", options: [], answer: 0, explanation: "" };

/** The options of a question, one a line. */
export const optionsOf = (text: string): string[] => text.split("\n");

/** A question as it is sent: without empty lines, with the right answer still the right one; -1: it is gone, which the server refuses. */
export function tidy({ options, answer, ...rest }: Question): Question {
  const trimmed = options.map((one) => one.trim());
  const kept = trimmed.filter(Boolean);
  return { ...rest, options: kept, answer: kept.indexOf(trimmed[answer] || "-") };
}

const names = ["title", "duration_minutes", "content"] as const;

type Fields = Record<(typeof names)[number], string> & { quiz: readonly Question[] };

const fieldsOf = (module: Schemas["ModuleSource"] | undefined): Fields => ({
  title: module?.title ?? "",
  duration_minutes: String(module?.duration_minutes ?? 10),
  content: module?.content ?? "",
  quiz: module?.quiz ?? [],
});

/** Makes a part of a course, or changes it: its text, and the questions about it. */
export function ModuleDialog({
  course,
  module,
  take,
  onClose,
}: {
  course: Schemas["CourseSource"];
  module: Schemas["ModuleSource"] | undefined;
  take: (next: Schemas["CourseSource"]) => void;
  onClose: () => void;
}) {
  const texts = authorWords.value;
  const form = useForm([...names, "quiz"]);
  const draft = useDraft(`module/${course.id}/${module?.module_id ?? "new"}`);
  const quiz = useSignal<readonly Question[]>([]);
  const saved = JSON.stringify(fieldsOf(module));
  /** The part when the draft was begun. Another author may have changed it since. */
  const before = useRef(saved);
  const isOld = useSignal(false);
  const isTouched = useRef(false);
  const fill = (fields: Fields) => {
    for (const name of names) {
      form.values[name].value = fields[name];
    }
    quiz.value = fields.quiz;
  };
  // Before the first key is pressed.
  useLayoutEffect(() => fill(fieldsOf(module)), []);
  useEffect(() => {
    if (draft.text.value && !isTouched.current) {
      const begun = JSON.parse(draft.text.value) as { fields: Fields; before: string };
      before.current = begun.before;
      isOld.value = true;
      fill(begun.fields);
    }
  }, [draft.text.value]);
  const keep = () => {
    isTouched.current = true;
    const fields = { ...Object.fromEntries(names.map((name) => [name, form.values[name].value])), quiz: quiz.value };
    draft.write(JSON.stringify(fields) === saved ? "" : JSON.stringify({ fields, before: before.current }));
  };
  const of = (name: (typeof names)[number]) => ({
    ...form.of(name),
    onValue: (value: string) => {
      form.values[name].value = value;
      keep();
    },
  });
  const setQuiz = (next: readonly Question[]) => {
    quiz.value = next;
    keep();
  };
  const discard = () => {
    draft.clear();
    before.current = saved;
    isOld.value = false;
    fill(fieldsOf(module));
  };
  const save = async () => {
    const body = {
      title: (form.values.title.value ?? "").trim(),
      duration_minutes: Number(form.values.duration_minutes.value),
      content: form.values.content.value ?? "",
      quiz: quiz.value.map(tidy),
    };
    try {
      take(
        module
          ? await api.courses.updateModule(course.id, module.module_id, { ...body, version: course.version })
          : await api.courses.addModule(course.id, body),
      );
    } catch (error) {
      if (error instanceof Conflict) {
        // The draft stays, and what others saved is told beside it.
        take(await api.courses.source(course.id));
      }
      throw error;
    }
    draft.clear();
    onClose();
  };
  const isChanged = before.current !== saved;
  return (
    <Dialog title={module ? texts.editModule : texts.addModule} onClose={onClose}>
      <form
        class="stack"
        noValidate
        onSubmit={(submit) => {
          submit.preventDefault();
          void form.submit(save);
        }}
      >
        {(isOld.value || isChanged) && (
          <div class="panel calm">
            <p role="status">
              {texts.draftKept} {isChanged && texts.draftChanged}
            </p>
            <div>
              <Button
                onClick={(click) => {
                  click.currentTarget.closest("form")?.querySelector("input")?.focus();
                  discard();
                }}
              >
                {texts.draftDiscard}
              </Button>
            </div>
          </div>
        )}
        <Field label={texts.title} dir="auto" autocomplete="off" maxLength={200} {...of("title")} />
        <Field label={texts.minutes} type="number" min={1} max={600} {...of("duration_minutes")} />
        <TextArea label={texts.text} rows={8} maxLength={50_000} {...of("content")} hint={texts.markdown} />
        {quiz.value.map((one, index) => (
          <QuestionFields
            key={index}
            number={index + 1}
            question={one}
            onChange={(next) => setQuiz(quiz.value.map((each, other) => (other === index ? { ...each, ...next } : each)))}
            onRemove={() => setQuiz(quiz.value.filter((_, other) => other !== index))}
          />
        ))}
        {quiz.value.length < Most && (
          <div>
            <Button icon="plus" onClick={() => setQuiz([...quiz.value, empty])}>
              {texts.addQuestion}
            </Button>
          </div>
        )}
        {(form.error.value || form.errors.value.quiz) && (
          <p class="field-error" role="alert">
            {form.error.value || form.errors.value.quiz}
          </p>
        )}
        <Button type="submit" kind="primary" isWide isBusy={form.isBusy.value}>
          {words.value.common.save}
        </Button>
      </form>
    </Dialog>
  );
}

function QuestionFields({
  number,
  question,
  onChange,
  onRemove,
}: {
  number: number;
  question: Question;
  onChange: (next: Partial<Question>) => void;
  onRemove: () => void;
}) {
  const texts = authorWords.value;
  return (
    <fieldset class="question">
      <legend>{texts.question(number)}</legend>
      <Field label={texts.asks} dir="auto" maxLength={500} value={question.question} onValue={(text) => onChange({ question: text })} />
      <TextArea
        label={texts.options}
        hint={texts.optionsHint}
        rows={3}
        value={question.options.join("\n")}
        onValue={(text) => {
          const options = optionsOf(text);
          const moved = options.indexOf(question.options[question.answer] || "-");
          const isSameLine = options.length === question.options.length;
          onChange({ options, answer: moved >= 0 ? moved : isSameLine ? question.answer : -1 });
        }}
      />
      <PickOne
        label={texts.answer}
        value={String(question.answer)}
        options={question.options.flatMap((one, index) => (one ? [[String(index), one] as const] : []))}
        onValue={(value) => onChange({ answer: Number(value) })}
      />
      <Field
        label={texts.why}
        dir="auto"
        maxLength={500}
        value={question.explanation}
        onValue={(text) => onChange({ explanation: text })}
      />
      <div>
        <Button kind="quiet" icon="trash" onClick={onRemove}>
          {texts.removeQuestion}
        </Button>
      </div>
    </fieldset>
  );
}
