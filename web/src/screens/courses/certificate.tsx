import "../../parts/listing.css";
import { NotFound, type Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api } from "../../app/api.js";
import { useLoad } from "../../app/load.js";
import { go, type ScreenProps } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { save } from "../../parts/save.js";
import { Button } from "../../ui/button.js";
import { Field } from "../../ui/field.js";
import { Bone, Failure, Skeleton } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { longDay } from "../../words/format.js";
import { courseWords } from "./words.js";

/** A certificate, found by its code; without one, the form that asks for it. */
export default function Certificate({ parameters: { code = "" } }: ScreenProps) {
  const texts = courseWords.value;
  const shown = useSignal<Schemas["CertificateView"] | undefined>(undefined);
  const { isBusy, run } = useAct();
  const loading = useLoad(async () => {
    shown.value = code ? await api.certificates.check(code) : undefined;
  }, [code]);
  const now = shown.value;
  return (
    <Screen title={texts.checkTitle} class="page narrow">
      {now ? (
        <article class="panel">
          <p>
            <Tag kind="good" icon="check">
              {texts.checked}
            </Tag>
          </p>
          <p class="lead">
            <bdi>{texts.certificateOf(now.display_name)}</bdi>
          </p>
          <h1 dir="auto">{now.course_title}</h1>
          <p class="soft">{longDay(now.completed_at)}</p>
          <p>
            <span class="small soft">{texts.code}</span>{" "}
            <span class="mono" dir="ltr">
              {now.code}
            </span>
          </p>
          <div class="row no-print">
            <Button
              kind="primary"
              icon="down"
              isBusy={isBusy.value}
              onClick={() => run(async () => save(await (await api.certificates.pdf(now.code)).blob(), `${now.code}.pdf`))}
            >
              {texts.pdf}
            </Button>
            <Button onClick={() => print()}>{texts.print}</Button>
          </div>
        </article>
      ) : loading.error instanceof NotFound || !code ? (
        <>
          <header class="stack">
            <h1>{texts.checkTitle}</h1>
            <p class="soft">{texts.checkText}</p>
          </header>
          {code && (
            <p class="field-error" role="alert">
              {texts.noSuchCertificate}
            </p>
          )}
          <Check code={code} />
        </>
      ) : loading.error ? (
        <Failure error={loading.error} retry={loading.again} />
      ) : (
        <Skeleton>
          <Bone kind="card" />
        </Skeleton>
      )}
    </Screen>
  );
}

function Check({ code }: { code: string }) {
  const texts = courseWords.value;
  const typed = useSignal(code);
  return (
    <form
      class="stack"
      onSubmit={(submit) => {
        submit.preventDefault();
        const next = typed.value.trim().toUpperCase();
        if (next) {
          go(`/certificates/${encodeURIComponent(next)}`);
        }
      }}
    >
      <Field
        label={texts.code}
        value={typed.value}
        placeholder="CERT-"
        dir="ltr"
        autocomplete="off"
        spellcheck={false}
        maxLength={64}
        required
        onValue={(value) => {
          typed.value = value;
        }}
      />
      <Button kind="primary" type="submit">
        {texts.checkAction}
      </Button>
    </form>
  );
}
