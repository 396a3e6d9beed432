import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
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
  const form = useForm(["title", "duration_minutes", "content", "quiz"]);
  // A long text is not lost with the dialog. One that was begun from an older course does not take the place of what others wrote since.
  const draft = useDraft(`module/${course.id}/${module?.module_id}/${course.version}`);
  const quiz = useSignal<readonly Question[]>(module?.quiz ?? []);
  useEffect(() => {
    form.values.title.value = module?.title ?? "";
    form.values.duration_minutes.value = String(module?.duration_minutes ?? 10);
    form.values.content.value = module?.content ?? "";
  }, []);
  useEffect(() => {
    if (draft.text.value) {
      form.values.content.value = draft.text.value;
    }
  }, [draft.text.value]);
  const change = (index: number, next: Partial<Question>) => {
    quiz.value = quiz.value.map((one, other) => (other === index ? { ...one, ...next } : one));
  };
  const write = (text: string) => {
    form.values.content.value = text;
    draft.write(text);
  };
  const save = async () => {
    const body = {
      title: (form.values.title.value ?? "").trim(),
      duration_minutes: Number(form.values.duration_minutes.value),
      content: form.values.content.value ?? "",
      quiz: quiz.value.map(tidy),
    };
    take(
      module
        ? await api.courses.updateModule(course.id, module.module_id, { ...body, version: course.version })
        : await api.courses.addModule(course.id, body),
    );
    draft.clear();
    onClose();
  };
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
        <Field label={texts.title} dir="auto" autocomplete="off" maxLength={200} {...form.of("title")} />
        <Field label={texts.minutes} type="number" min={1} max={600} {...form.of("duration_minutes")} />
        <TextArea label={texts.text} rows={8} maxLength={50_000} {...form.of("content")} hint={texts.markdown} onValue={write} />
        {quiz.value.map((one, index) => (
          <QuestionFields
            key={index}
            number={index + 1}
            question={one}
            onChange={(next) => change(index, next)}
            onRemove={() => {
              quiz.value = quiz.value.filter((_, other) => other !== index);
            }}
          />
        ))}
        {quiz.value.length < Most && (
          <div>
            <Button
              icon="plus"
              onClick={() => {
                quiz.value = [...quiz.value, empty];
              }}
            >
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
