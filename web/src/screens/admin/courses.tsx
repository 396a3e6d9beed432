import type { Schemas } from "@community/sdk";
import { api, me } from "../../app/api.js";
import { useForm } from "../../app/form.js";
import { useList } from "../../app/list.js";
import { go, query, to } from "../../app/router.js";
import { Listing } from "../../parts/listing.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Field, PickOne, TextArea } from "../../ui/field.js";
import { words } from "../../words/words.js";
import { authorWords } from "./author-words.js";
import { Editor } from "./course-editor.js";

const pathOf = (id: string) => `/admin?part=courses&course=${id}`;

/** Courses as their authors see them. */
export function Courses() {
  const id = query.value.get("course");
  return id ? <Editor key={id} id={id} /> : <All />;
}

function All() {
  const texts = authorWords.value;
  const drafts = useList<Schemas["CourseSummary"]>((cursor) => api.courses.drafts({ limit: 30, cursor }), [me.value?.id]);
  const published = useList<Schemas["CourseSummary"]>((cursor) => api.courses.list({ limit: 30, cursor }), [me.value?.id]);
  const line = (one: Schemas["CourseSummary"]) => (
    <li key={one.id} class="line">
      <span class="line-text in-line">
        <span class="line-title" dir="auto">
          {one.title}
        </span>
        <span class="small soft">{texts.parts(one.total_modules)}</span>
      </span>
      <span class="line-end">
        <ButtonLink href={to(pathOf(one.id))} aria-label={`${words.value.common.edit}: ${one.title}`}>
          {words.value.common.edit}
        </ButtonLink>
      </span>
    </li>
  );
  return (
    <>
      <section class="stack" aria-labelledby="drafts">
        <h2 id="drafts">{texts.drafts}</h2>
        <Listing of={drafts} empty={<p class="soft">{texts.draftsNone}</p>}>
          {line}
        </Listing>
      </section>
      <NewCourse />
      <section class="stack" aria-labelledby="published">
        <h2 id="published">{texts.published}</h2>
        <Listing of={published} empty={<p class="soft">{texts.publishedNone}</p>}>
          {line}
        </Listing>
      </section>
    </>
  );
}

/** The fields of a course that its list shows, too. */
export function CourseFields({ form }: { form: ReturnType<typeof useForm<"title" | "description" | "category">> }) {
  const texts = authorWords.value;
  const { category } = form.values;
  return (
    <>
      <Field label={texts.title} dir="auto" autocomplete="off" maxLength={200} {...form.of("title")} />
      <TextArea label={texts.summary} rows={3} maxLength={5000} {...form.of("description")} />
      <PickOne
        label={texts.category}
        value={category.value || "Growth"}
        options={Object.entries(texts.categories)}
        onValue={(value) => {
          category.value = value;
        }}
      />
      {form.error.value && (
        <p class="field-error" role="alert">
          {form.error.value}
        </p>
      )}
    </>
  );
}

function NewCourse() {
  const texts = authorWords.value;
  const form = useForm(["title", "description", "category"]);
  return (
    <form
      class="panel"
      noValidate
      aria-labelledby="new-course"
      onSubmit={(submit) => {
        submit.preventDefault();
        void form.submit(async () => {
          const made = await api.courses.create({
            title: (form.values.title.value ?? "").trim(),
            description: (form.values.description.value ?? "").trim(),
            category: form.values.category.value || "Growth",
          });
          go(pathOf(made.id));
        });
      }}
    >
      <h2 id="new-course">{texts.make}</h2>
      <CourseFields form={form} />
      <div>
        <Button type="submit" kind="primary" isBusy={form.isBusy.value}>
          {texts.make}
        </Button>
      </div>
    </form>
  );
}
