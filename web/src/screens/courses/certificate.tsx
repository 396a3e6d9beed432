import "../../parts/listing.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api } from "../../app/api.js";
import { useLoad } from "../../app/load.js";
import type { ScreenProps } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { save } from "../../parts/save.js";
import { Button } from "../../ui/button.js";
import { Bone, Failure, Skeleton } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { longDay } from "../../words/format.js";
import { courseWords } from "./words.js";

/** A certificate, found by its code. */
export default function Certificate({ parameters: { code = "" } }: ScreenProps) {
  const texts = courseWords.value;
  const shown = useSignal<Schemas["CertificateView"] | undefined>(undefined);
  const { isBusy, run } = useAct();
  const loading = useLoad(async () => {
    shown.value = await api.certificates.check(code);
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
