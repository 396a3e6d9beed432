import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api } from "../app/api.js";
import { useLoad } from "../app/load.js";
import { communityWords } from "../screens/community/words.js";
import { Button } from "../ui/button.js";
import { Icon } from "../ui/icon.js";
import { Bone, Failure, Skeleton, sentence } from "../ui/states.js";
import { ago } from "../words/format.js";
import { ar, enCount } from "../words/plural.js";
import { catalogue, words } from "../words/words.js";
import { Named } from "./person.js";
import { reportWords } from "./report.js";

export const caseWords = catalogue({
  en: {
    content: "What was reported",
    none: "No copy of it was kept.",
    near: "Near it",
    by: "Its author",
    decider: "Decided by",
    reports: "The reports",
    rule: (name: string) => `Found by the rule ${name}`,
    before: "Earlier decisions about this person",
    beforeNone: "There are none.",
    picture: "The reported picture",
    pictureAway: "The picture could not be loaded.",
    pictureBroken: "The picture cannot be shown.",
    files: (count: number) => enCount(count, "file", "files"),
  },
  ar: {
    content: "ما أُبلغ عنه",
    none: "لم تُحفظ نسخة منه.",
    near: "ما حوله",
    by: "كاتبه",
    decider: "صاحب القرار",
    reports: "البلاغات",
    rule: (name: string) => `وجدته القاعدة ${name}`,
    before: "قرارات سابقة عن هذا الشخص",
    beforeNone: "لا توجد.",
    picture: "الصورة التي أُبلغ عنها",
    pictureAway: "تعذّر تحميل الصورة.",
    pictureBroken: "تعذّر عرض الصورة.",
    files: (count: number) => `الملفات: ${ar(count)}`,
  },
});

/** A picture that only moderators may load: it is fetched with their token. */
function CasePicture({ id, address }: { id: string; address: string }) {
  const texts = caseWords.value;
  const shown = useSignal<string | undefined>(undefined);
  const isBroken = useSignal(false);
  const version = address.split("/").at(-1) ?? "";
  const loading = useLoad(
    async (signal) => {
      const blob = await (await api.moderation.casePicture(id, version, { signal })).blob();
      if (!signal.aborted) {
        isBroken.value = false;
        shown.value = URL.createObjectURL(blob);
      }
    },
    [id, version],
  );
  useEffect(() => {
    const url = shown.value;
    return () => {
      if (url) {
        URL.revokeObjectURL(url);
      }
    };
  }, [shown.value]);
  if (loading.error || isBroken.value) {
    const { error } = loading;
    return (
      <div class="case-picture-away" role="alert">
        <Icon name="warning" />
        <p>
          <strong>{isBroken.value ? texts.pictureBroken : texts.pictureAway}</strong>
          {error instanceof Error && <span class="small soft">{sentence(error)}</span>}
        </p>
        <Button
          icon="retry"
          onClick={() => {
            isBroken.value = false;
            shown.value = undefined;
            loading.again();
          }}
        >
          {words.value.common.retry}
        </Button>
      </div>
    );
  }
  if (!shown.value) {
    return (
      <Skeleton>
        <Bone kind="cover" />
      </Skeleton>
    );
  }
  return (
    <img
      class="case-picture"
      src={shown.value}
      alt={texts.picture}
      onError={() => {
        isBroken.value = true;
      }}
    />
  );
}

/** A case as the platform's moderators see it, or with less, as those of a community do. */
interface Case {
  author: Schemas["CaseDetails"]["author"];
  reports: readonly Omit<Schemas["CaseDetails"]["reports"][number], "id" | "reporter_id">[];
  earlier_decisions?: Schemas["CaseDetails"]["earlier_decisions"];
  evidence?: Schemas["CaseDetails"]["evidence"];
  copies?: Schemas["CaseDetails"]["copies"];
}

/** What a moderator decides about: the reported content as it was, the reports, and earlier decisions about its author. */
export function CaseContent({ id, read = () => api.moderation.getCase(id) }: { id: string; read?: () => PromiseLike<Case> }) {
  const texts = caseWords.value;
  const known = useSignal<Case | undefined>(undefined);
  const loading = useLoad(async () => {
    known.value = await read();
  }, [id]);
  const now = known.value;
  if (!now) {
    return loading.error ? (
      <Failure error={loading.error} retry={loading.again} />
    ) : (
      <Skeleton>
        <Bone kind="row" />
        <Bone kind="row" />
      </Skeleton>
    );
  }
  const copies = now.copies ?? [];
  const evidence = now.evidence ?? [];
  return (
    <div class="stack case-content">
      <section class="stack" aria-label={texts.content}>
        <h3>{texts.content}</h3>
        <Named label={texts.by} of={now.author} />
        {copies.length === 0 && evidence.length === 0 && <p class="soft">{texts.none}</p>}
        {copies.map((copy) => (
          <blockquote key={copy.taken_at} class="announcement">
            {Object.entries(copy.fields).map(([name, text]) => (
              <p key={name} dir="auto">
                {text}
              </p>
            ))}
            {copy.picture_url && <CasePicture id={id} address={copy.picture_url} />}
            <p class="small soft">{ago(copy.taken_at)}</p>
          </blockquote>
        ))}
        {evidence.map((one) => (
          <blockquote key={`${one.message_id} ${one.version}`} class={one.is_context ? "announcement soft" : "announcement"}>
            {one.is_context && <p class="small">{texts.near}</p>}
            <p dir="auto">{one.content}</p>
            <p class="small soft">
              {ago(one.created_at)}
              {one.files.length > 0 && ` · ${texts.files(one.files.length)}: `}
              {one.files.length > 0 && <bdi>{one.files.map((file) => file.alt ?? file.name).join(", ")}</bdi>}
            </p>
          </blockquote>
        ))}
      </section>
      <section class="stack" aria-label={texts.reports}>
        <h3>{texts.reports}</h3>
        <ul class="rows">
          {now.reports.map((one) => (
            <li key={`${one.created_at} ${one.reason}`} class="line">
              <span class="line-text">
                <span class="line-title">
                  {one.rule_name ? texts.rule(one.rule_name) : (reportWords.value.reasons[one.reason as "spam"] ?? one.reason)}
                </span>
                {one.details && <span dir="auto">{one.details}</span>}
                <span class="small soft">{ago(one.created_at)}</span>
              </span>
            </li>
          ))}
        </ul>
      </section>
      {now.earlier_decisions && (
        <section class="stack" aria-label={texts.before}>
          <h3>{texts.before}</h3>
          {now.earlier_decisions.length === 0 ? (
            <p class="soft">{texts.beforeNone}</p>
          ) : (
            <ul class="rows">
              {now.earlier_decisions.map((one) => (
                <li key={one.id} class="line">
                  <span class="line-text">
                    <span class="line-title">{communityWords.value.decisions[one.decision] ?? one.decision}</span>
                    {one.note && <span dir="auto">{one.note}</span>}
                    <span class="small soft">{ago(one.created_at)}</span>
                    <Named label={texts.decider} of={one.moderator} />
                  </span>
                </li>
              ))}
            </ul>
          )}
        </section>
      )}
    </div>
  );
}
