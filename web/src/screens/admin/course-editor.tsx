import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { useForm } from "../../app/form.js";
import { useLoad } from "../../app/load.js";
import { go, to } from "../../app/router.js";
import { Confirm } from "../../parts/confirm.js";
import { Menu } from "../../parts/menu.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Icon } from "../../ui/icon.js";
import { Bone, Failure, Skeleton } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { words } from "../../words/words.js";
import { authorWords } from "./author-words.js";
import { CourseFields } from "./courses.js";
import { ModuleDialog } from "./module-dialog.js";

type Source = Schemas["CourseSource"];
type Module = Schemas["ModuleSource"];

/** What a course needs before it is published, and whether it has it. */
export const checksOf = (course: Source): [name: "summary" | "modules" | "texts" | "quizzes", isMet: boolean][] => [
  ["summary", course.title.trim() !== "" && course.description.trim() !== ""],
  ["modules", course.modules.length > 0],
  ["texts", course.modules.length > 0 && course.modules.every((one) => one.content.trim() !== "")],
  ["quizzes", course.modules.some((one) => one.quiz.length > 0)],
];

/** A quiz is good to have; the rest has to be. */
export const isReady = (course: Source): boolean => checksOf(course).every(([name, isMet]) => isMet || name === "quizzes");

/** The ids in another order: one module goes up or down by a place. */
export function moved(ids: readonly string[], id: string, by: 1 | -1): string[] {
  const [from, all] = [ids.indexOf(id), ids.filter((one) => one !== id)];
  all.splice(Math.max(0, Math.min(from + by, all.length)), 0, id);
  return all;
}

export function Editor({ id }: { id: string }) {
  const known = useSignal<Source | undefined>(undefined);
  const loading = useLoad(async () => {
    known.value = await api.courses.source(id);
  }, [id, me.value?.id]);
  const take = (next: Source) => {
    known.value = next;
  };
  const now = known.value;
  return !now ? (
    loading.error ? (
      <Failure error={loading.error} retry={loading.again} />
    ) : (
      <Skeleton>
        <Bone kind="title" />
        <Bone kind="row" />
      </Skeleton>
    )
  ) : (
    <>
      <Head course={now} take={take} />
      <Modules course={now} take={take} />
      <Publishing course={now} take={take} />
    </>
  );
}

interface PartProps {
  course: Source;
  take: (next: Source) => void;
}

function Head({ course, take }: PartProps) {
  const texts = authorWords.value;
  const form = useForm(["title", "description", "category"]);
  useEffect(() => {
    form.values.title.value = course.title;
    form.values.description.value = course.description;
    form.values.category.value = course.category;
  }, [course.id]);
  const isPublished = course.status === "published";
  return (
    <form
      class="panel"
      noValidate
      aria-labelledby="the-course"
      onSubmit={(submit) => {
        submit.preventDefault();
        void form.submit(async () => {
          const { title, description, category } = form.values;
          take(
            await api.courses.update(course.id, {
              title: (title.value ?? "").trim(),
              description: (description.value ?? "").trim(),
              category: category.value ?? course.category,
              version: course.version,
            }),
          );
        });
      }}
    >
      <div class="panel-head">
        <h2 id="the-course" dir="auto">
          {course.title}
        </h2>
        <Tag kind={isPublished ? "good" : "plain"}>{isPublished ? texts.isPublished : texts.isDraft}</Tag>
      </div>
      <CourseFields form={form} />
      <div class="row">
        <Button type="submit" isBusy={form.isBusy.value}>
          {words.value.common.save}
        </Button>
        <ButtonLink kind="quiet" href={to("/admin?part=courses")}>
          {texts.all}
        </ButtonLink>
      </div>
    </form>
  );
}

function Modules({ course, take }: PartProps) {
  const texts = authorWords.value;
  const open = useSignal<Module | "new" | undefined>(undefined);
  const going = useSignal<Module | undefined>(undefined);
  const { run } = useAct();
  const openId = open.value !== "new" && open.value?.module_id;
  const ids = course.modules.map((one) => one.module_id);
  const order = (id: string, by: 1 | -1) =>
    void run(async () => take(await api.courses.orderModules(course.id, { module_ids: moved(ids, id, by), version: course.version })));
  return (
    <section class="stack" aria-labelledby="modules">
      <h2 id="modules">{texts.modules}</h2>
      <p class="soft">{texts.modulesText}</p>
      <ol class="rows">
        {course.modules.map((one, index) => (
          <li key={one.module_id} class="line">
            <span class="soft" aria-hidden="true">
              {index + 1}
            </span>
            <span class="line-text in-line">
              <span class="line-title" dir="auto">
                {one.title}
              </span>
              <span class="small soft">
                {texts.minutesOf(one.duration_minutes)} · {texts.questions(one.quiz.length)}
              </span>
            </span>
            <span class="line-end">
              <Button
                onClick={() => {
                  open.value = one;
                }}
              >
                {words.value.common.edit}
              </Button>
              <Menu
                label={`${words.value.common.options}: ${one.title}`}
                items={[
                  ...(index > 0 ? [{ text: texts.up, onChoose: () => order(one.module_id, -1) }] : []),
                  ...(index < ids.length - 1 ? [{ text: texts.down, onChoose: () => order(one.module_id, 1) }] : []),
                  {
                    text: words.value.common.delete,
                    icon: "trash",
                    onChoose: () => {
                      going.value = one;
                    },
                  },
                ]}
              />
            </span>
          </li>
        ))}
      </ol>
      <div>
        <Button
          icon="plus"
          onClick={() => {
            open.value = "new";
          }}
        >
          {texts.addModule}
        </Button>
      </div>
      {open.value && (
        <ModuleDialog
          course={course}
          module={open.value === "new" ? undefined : (course.modules.find((one) => one.module_id === openId) ?? open.value)}
          take={take}
          onClose={() => {
            open.value = undefined;
          }}
        />
      )}
      {going.value && (
        <Confirm
          title={words.value.common.delete}
          action={words.value.common.delete}
          onClose={() => {
            going.value = undefined;
          }}
          work={async () => take(await api.courses.deleteModule(course.id, going.value?.module_id ?? ""))}
        >
          <p>{texts.deleteText(going.value.title)}</p>
        </Confirm>
      )}
    </section>
  );
}

function Publishing({ course, take }: PartProps) {
  const texts = authorWords.value;
  const isAsking = useSignal(false);
  const isDeleting = useSignal(false);
  const isPublished = course.status === "published";
  const action = isPublished ? texts.unpublish : texts.publish;
  return (
    <section class="panel calm" aria-labelledby="publishing">
      <h2 id="publishing">{isPublished ? texts.isPublished : texts.publishing}</h2>
      <ul class="stack">
        {checksOf(course).map(([name, isMet]) => (
          <li key={name} class="row">
            <Icon name={isMet ? "check" : "minus"} size={18} />
            {texts.checks[name]}
            <span class="visually-hidden">{isMet ? texts.met : texts.unmet}</span>
          </li>
        ))}
      </ul>
      <div class="row">
        <Button
          kind={isPublished ? "danger" : "primary"}
          disabled={!isPublished && !isReady(course)}
          onClick={() => {
            isAsking.value = true;
          }}
        >
          {action}
        </Button>
        {!isPublished && (
          <Button
            kind="quiet"
            onClick={() => {
              isDeleting.value = true;
            }}
          >
            {texts.deleteDraft}
          </Button>
        )}
      </div>
      {isDeleting.value && (
        <Confirm
          title={texts.deleteDraft}
          action={texts.deleteDraft}
          done={words.value.common.deleted}
          onClose={() => {
            isDeleting.value = false;
          }}
          work={async () => {
            await api.courses.delete(course.id);
            go("/admin?part=courses", { isStep: false });
          }}
        >
          <p>{texts.deleteDraftText}</p>
        </Confirm>
      )}
      {isAsking.value && (
        <Confirm
          title={action}
          action={action}
          done={words.value.common.saved}
          onClose={() => {
            isAsking.value = false;
          }}
          work={async () => take(await (isPublished ? api.courses.unpublish(course.id) : api.courses.publish(course.id)))}
        >
          <p>{isPublished ? texts.unpublishText : texts.publishText}</p>
        </Confirm>
      )}
    </section>
  );
}
