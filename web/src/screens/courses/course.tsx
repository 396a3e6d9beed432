import "../../parts/listing.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { askBeforeLeaving } from "../../app/leaving.js";
import { useLoad } from "../../app/load.js";
import { go, type ScreenProps, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { NeedAccount } from "../../parts/need-account.js";
import { payable } from "../../parts/pay.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { ServerHtml } from "../../ui/html.js";
import { Icon } from "../../ui/icon.js";
import { Bone, Failure, Missing, Skeleton } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { clock, money } from "../../words/format.js";
import { words } from "../../words/words.js";
import { courseWords } from "./words.js";

type Detail = Schemas["CourseDetail"];
type Module = Schemas["ModuleView"];

/** A course: its contents, or one of its parts. */
export default function CoursePage({ parameters: { id = "", module } }: ScreenProps) {
  const detail = useSignal<Detail | undefined>(undefined);
  const loading = useLoad(async () => {
    if (me.value) {
      detail.value = await api.courses.get(id);
    }
  }, [id, me.value?.id]);
  const now = detail.value;
  const open = now?.course.modules.find((one) => one.module_id === module);
  return (
    <Screen title={open?.title ?? String(now?.course.title ?? courseWords.value.title)} class="page tight">
      <NeedAccount>
        {!now ? (
          loading.error ? (
            <Failure error={loading.error} retry={loading.again} />
          ) : (
            <Skeleton>
              <Bone kind="title" />
              <Bone kind="row" />
              <Bone kind="row" />
            </Skeleton>
          )
        ) : !module ? (
          <Contents detail={now} again={loading.again} />
        ) : open ? (
          <Reader key={module} detail={now} module={open} again={loading.again} />
        ) : (
          <Missing />
        )}
      </NeedAccount>
    </Screen>
  );
}

function Contents({ detail: { course, is_purchased, user_progress: progress }, again }: { detail: Detail; again: () => void }) {
  const texts = courseWords.value;
  const { isBusy, run } = useAct();
  const next = course.modules.find((one) => !one.is_completed) ?? course.modules[0];
  return (
    <>
      <header class="stack">
        <p class="soft">
          <a href={to("/courses")}>{texts.title}</a> · {texts.categories[String(course.category)] ?? String(course.category)}
        </p>
        <h1 dir="auto">{String(course.title)}</h1>
        <p class="lead" dir="auto">
          {String(course.description)}
        </p>
        <p class="row">
          <Tag icon="book">{texts.modules(course.total_modules)}</Tag>
          <Tag icon="clock">{texts.minutes(course.duration_minutes)}</Tag>
          {progress.progress > 0 && <Tag kind="good">{texts.done(progress.progress)}</Tag>}
        </p>
        <div class="row">
          {is_purchased ? (
            next && (
              <ButtonLink kind="primary" href={to(`/courses/${course.id}/${next.module_id}`)}>
                {progress.progress > 0 ? texts.goOn : texts.begin}
              </ButtonLink>
            )
          ) : (
            <Button
              kind="primary"
              isBusy={isBusy.value}
              onClick={() =>
                run(async () => {
                  if (await payable(() => api.courses.buy(course.id), `/courses/${course.id}`)) {
                    again();
                  }
                })
              }
            >
              {texts.buy(money(course.price_cents, String(course.currency)))}
            </Button>
          )}
        </div>
      </header>
      {progress.certificate_code && (
        <section class="panel calm" aria-labelledby="certificate">
          <h2 id="certificate">{texts.certificate}</h2>
          <p>{texts.certificateText}</p>
          <div>
            <ButtonLink href={to(`/certificates/${String(progress.certificate_code)}`)}>{texts.certificate}</ButtonLink>
          </div>
        </section>
      )}
      {is_purchased && progress.progress === 100 && progress.missing.length > 0 && (
        <Missed course={course} progress={progress} again={again} />
      )}
      <section class="stack" aria-labelledby="contents">
        <h2 id="contents">{texts.contents}</h2>
        <ol class="rows">
          {course.modules.map((one, index) => (
            <li key={one.module_id} class="line">
              <span class="soft" aria-hidden="true">
                {one.is_completed ? <Icon name="check" /> : index + 1}
              </span>
              <span class="line-text in-line">
                {is_purchased || one.is_preview ? (
                  <a href={to(`/courses/${course.id}/${one.module_id}`)} dir="auto">
                    {one.title}
                  </a>
                ) : (
                  <span class="line-title" dir="auto">
                    {one.title}
                  </span>
                )}
                <span class="small soft">{texts.minutes(one.duration_minutes)}</span>
              </span>
              <span class="line-end">
                {one.is_completed ? (
                  <Tag kind="good">{texts.finished}</Tag>
                ) : is_purchased ? null : one.is_preview ? (
                  <Tag>{texts.preview}</Tag>
                ) : (
                  <Icon name="lock" size={18} />
                )}
              </span>
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}

/** Why there is no certificate although all is read. Once only time is missing, it comes with the next sign of reading. */
function Missed({ course, progress, again }: { course: Detail["course"]; progress: Detail["user_progress"]; again: () => void }) {
  const texts = courseWords.value;
  const { isBusy, run } = useAct();
  const last = course.modules.at(-1)?.module_id ?? "";
  return (
    <section class="panel calm" aria-labelledby="missing">
      <h2 id="missing">{texts.missing}</h2>
      <ul>
        {progress.missing.map((part) => (
          <li key={part}>{texts.missingParts[part]?.(progress.earliest_at ? clock(progress.earliest_at) : "") ?? part}</li>
        ))}
      </ul>
      {progress.missing.every((part) => part === "time") && (
        <div>
          <Button
            isBusy={isBusy.value}
            onClick={() => run(() => api.courses.progress(course.id, { module_id: last, completed: true }).then(again))}
          >
            {texts.getCertificate}
          </Button>
        </div>
      )}
    </section>
  );
}

function Reader({ detail: { course }, module, again }: { detail: Detail; module: Module; again: () => void }) {
  const texts = courseWords.value;
  const { isBusy, run } = useAct();
  const at = course.modules.findIndex((one) => one.module_id === module.module_id);
  const next = course.modules[at + 1];
  const finish = () =>
    run(async () => {
      await api.courses.progress(course.id, { module_id: module.module_id, completed: true });
      again();
      go(next ? `/courses/${course.id}/${next.module_id}` : `/courses/${course.id}`);
    });
  return (
    <>
      <header class="stack">
        <p class="soft">
          <a href={to(`/courses/${course.id}`)}>
            <bdi>{String(course.title)}</bdi>
          </a>
        </p>
        <h1 dir="auto">{module.title}</h1>
      </header>
      {module.content_html ? <ServerHtml html={module.content_html} /> : <p class="panel soft">{texts.locked}</p>}
      {module.video_url && (
        <p>
          <a href={module.video_url} target="_blank" rel="noreferrer" onClick={askBeforeLeaving} onAuxClick={askBeforeLeaving}>
            {texts.video}
          </a>
        </p>
      )}
      {module.quiz && module.quiz.length > 0 && <Quiz courseId={course.id} module={module} questions={module.quiz} again={again} />}
      <div class="row">
        {module.is_completed ? (
          next && (
            <ButtonLink kind="primary" href={to(`/courses/${course.id}/${next.module_id}`)}>
              {texts.next}
            </ButtonLink>
          )
        ) : (
          <Button kind="primary" icon="check" isBusy={isBusy.value} onClick={finish}>
            {texts.finish}
          </Button>
        )}
        <ButtonLink kind="quiet" href={to(`/courses/${course.id}`)}>
          {texts.back}
        </ButtonLink>
      </div>
    </>
  );
}

function Quiz({
  courseId,
  module,
  questions,
  again,
}: {
  courseId: string;
  module: Module;
  questions: readonly Schemas["QuestionView"][];
  again: () => void;
}) {
  const texts = courseWords.value;
  const answers = useSignal<readonly (number | undefined)[]>(questions.map(() => undefined));
  const result = useSignal<Schemas["QuizResult"] | undefined>(undefined);
  const { isBusy, run } = useAct();
  const isReady = answers.value.every((one) => one !== undefined);
  const now = result.value;
  return (
    <form
      class="panel"
      onSubmit={(submit) => {
        submit.preventDefault();
        if (isReady) {
          void run(async () => {
            result.value = await api.courses.answerQuiz(courseId, module.module_id, { answers: answers.value as number[] });
            again();
          });
        }
      }}
    >
      <div class="panel-head">
        <h2>{texts.quiz}</h2>
        {module.quiz_best !== null && <Tag>{texts.best(module.quiz_best, questions.length)}</Tag>}
      </div>
      {questions.map((question, index) => (
        <fieldset key={question.question} class="question" disabled={now !== undefined}>
          <legend dir="auto">{question.question}</legend>
          {question.options.map((option, choice) => (
            <label key={option} class="row">
              <input
                type="radio"
                name={`${module.module_id}-${index}`}
                checked={answers.value[index] === choice}
                onChange={() => {
                  answers.value = answers.value.map((one, other) => (other === index ? choice : one));
                }}
              />
              <span dir="auto">{option}</span>
            </label>
          ))}
          {now?.questions[index] && (
            <p class="small" dir="auto">
              <strong>
                {now.questions[index].is_right ? texts.right : texts.wrong(question.options[now.questions[index].right_answer] ?? "")}
              </strong>{" "}
              {now.questions[index].explanation}
            </p>
          )}
        </fieldset>
      ))}
      <div class="row" role="status">
        {now ? (
          <>
            <strong>{texts.score(now.score, now.total)}</strong>
            <Button
              onClick={() => {
                result.value = undefined;
              }}
            >
              {words.value.common.retry}
            </Button>
          </>
        ) : (
          <Button kind="primary" type="submit" disabled={!isReady} isBusy={isBusy.value}>
            {texts.check}
          </Button>
        )}
      </div>
    </form>
  );
}
