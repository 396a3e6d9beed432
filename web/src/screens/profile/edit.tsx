import "../people/people.css";
import "../../parts/listing.css";
import { type Schemas, ValidationFailed } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api, me, recall } from "../../app/api.js";
import { faultsOf } from "../../app/form.js";
import { useLoad } from "../../app/load.js";
import { to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { badgeName } from "../../parts/badge-names.js";
import { NeedAccount } from "../../parts/need-account.js";
import { PictureButton } from "../../parts/picture-button.js";
import { Avatar } from "../../ui/avatar.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Check, Field, PickOne, TextArea } from "../../ui/field.js";
import { Bone, Failure, Skeleton, sentence } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { toast } from "../../ui/toast.js";
import { words } from "../../words/words.js";
import { EditEntries } from "./records.js";
import { profileWords } from "./words.js";

const names = ["full_name", "bio", "city", "region", "age", "gender", "identity_badge", "linkedin_url", "github_url"] as const;
type Draft = Record<(typeof names)[number] | "interests" | "skills", string> & { isOnWeb: boolean };

export default function EditProfile() {
  return (
    <Screen title={profileWords.value.editTitle} class="page tight">
      <NeedAccount isFull>
        <Body />
      </NeedAccount>
    </Screen>
  );
}

const split = (text: string) =>
  text
    .split(/[,،\n]/)
    .map((part) => part.trim())
    .filter(Boolean);

function Body() {
  const texts = profileWords.value;
  const draft = useSignal<Draft | undefined>(undefined);
  const user = useSignal<Schemas["UserView"] | undefined>(undefined);
  const own = useSignal<Schemas["OwnProfileView"] | undefined>(undefined);
  const badges = useSignal<readonly string[]>([]);
  const errors = useSignal<Record<string, string>>({});
  const { isBusy, run } = useAct();
  const analysing = useAct();
  const loading = useLoad(async () => {
    const [mine, profile, all] = await Promise.all([api.me.get(), api.profiles.mine(), api.users.identityBadges()]);
    user.value = mine;
    own.value = profile;
    badges.value = all.items;
    draft.value = {
      ...(Object.fromEntries(names.map((name) => [name, String(mine[name] ?? "")])) as Record<(typeof names)[number], string>),
      interests: (mine.interests ?? []).join(", "),
      skills: profile.skills.join(", "),
      isOnWeb: mine.is_on_web,
    };
  }, [me.value?.id]);
  if (loading.error) {
    return <Failure error={loading.error} retry={loading.again} />;
  }
  const now = draft.value;
  if (!now || !user.value) {
    return (
      <Skeleton>
        <Bone kind="title" />
        <Bone kind="row" />
        <Bone kind="row" />
      </Skeleton>
    );
  }
  const set = (change: Partial<Draft>) => {
    draft.value = { ...now, ...change };
  };
  const of = (name: keyof Omit<Draft, "isOnWeb">) => ({
    value: now[name],
    error: errors.value[name],
    onValue: (value: string) => set({ [name]: value }),
  });
  const save = () =>
    run(async () => {
      errors.value = {};
      const text = (name: (typeof names)[number]) => now[name].trim() || null;
      try {
        user.value = await api.me.update({
          full_name: text("full_name"),
          bio: text("bio"),
          city: text("city"),
          region: text("region"),
          gender: text("gender"),
          identity_badge: text("identity_badge"),
          linkedin_url: text("linkedin_url"),
          github_url: text("github_url"),
          age: now.age.trim() ? Number(now.age) : null,
          interests: split(now.interests),
          is_on_web: now.isOnWeb,
        });
        own.value = await api.profiles.replaceSkills({ skills: split(now.skills) });
        await recall();
      } catch (error) {
        if (error instanceof ValidationFailed) {
          errors.value = faultsOf(error);
        }
        throw error;
      }
    }, words.value.common.saved);
  return (
    <>
      <header class="page-head">
        <h1>{texts.editTitle}</h1>
        <ButtonLink kind="quiet" href={to(`/users/${user.value.id}`)}>
          {texts.mine}
        </ButtonLink>
      </header>
      <Picture
        user={user.value}
        onChange={(next) => {
          user.value = next;
          void recall();
        }}
      />
      <form
        class="fields"
        noValidate
        onSubmit={(submit) => {
          submit.preventDefault();
          void save();
        }}
      >
        <Field label={texts.name} maxLength={255} dir="auto" autocomplete="name" {...of("full_name")} />
        <PickOne
          label={texts.badge}
          value={now.identity_badge}
          options={[["", texts.none], ...badges.value.map((name) => [name, badgeName(name)] as const)]}
          onValue={(value) => set({ identity_badge: value })}
        />
        <div class="whole">
          <TextArea label={texts.bio} maxLength={2000} {...of("bio")} />
        </div>
        <Field label={texts.city} maxLength={100} dir="auto" {...of("city")} />
        <Field label={texts.region} hint={texts.regionHint} maxLength={100} dir="auto" {...of("region")} />
        <Field label={texts.age} type="number" min={13} max={120} {...of("age")} />
        <Field label={texts.gender} maxLength={50} dir="auto" {...of("gender")} />
        <div class="whole">
          <Field label={texts.interests} hint={texts.interestsHint} dir="auto" {...of("interests")} />
        </div>
        <div class="whole">
          <Field label={texts.skills} hint={texts.skillsHint} dir="auto" {...of("skills")} />
        </div>
        <Field label={texts.linkedin} type="url" dir="ltr" {...of("linkedin_url")} />
        <Field label={texts.github} type="url" dir="ltr" {...of("github_url")} />
        <div class="whole">
          <Check label={texts.onWeb} hint={texts.onWebHint} isOn={now.isOnWeb} onChange={(isOnWeb) => set({ isOnWeb })} />
        </div>
        <div class="whole row">
          <Button kind="primary" type="submit" isBusy={isBusy.value}>
            {words.value.common.save}
          </Button>
        </div>
      </form>
      {(["projects", "awards", "certifications"] as const).map((kind) => (
        <EditEntries
          key={kind}
          kind={kind}
          list={own.value?.[kind] ?? []}
          onSaved={(next) => {
            own.value = next;
          }}
        />
      ))}
      <section class="panel" aria-labelledby="analysis">
        <h2 id="analysis">{texts.analysis}</h2>
        <p class="soft">{texts.analysisText}</p>
        {own.value?.analysis && (
          <>
            <p dir="auto">{String(own.value.analysis.summary ?? "")}</p>
            <p class="row">
              {(own.value.analysis.strengths ?? []).map((strength) => (
                <Tag key={String(strength)} kind="good">
                  <bdi>{String(strength)}</bdi>
                </Tag>
              ))}
            </p>
            {own.value.analysis.is_outdated && <p class="small soft">{texts.outdated}</p>}
          </>
        )}
        <div class="row">
          <Button
            icon="spark"
            isBusy={analysing.isBusy.value}
            onClick={() =>
              analysing.run(async () => {
                const analysis = await api.profiles.analyze({ consent: true });
                own.value = { ...(own.value as Schemas["OwnProfileView"]), analysis };
              })
            }
          >
            {texts.analyze}
          </Button>
          {own.value?.analysis && (
            <Button
              kind="quiet"
              onClick={() =>
                analysing.run(async () => {
                  await api.profiles.deleteAnalysis();
                  own.value = { ...(own.value as Schemas["OwnProfileView"]), analysis: null };
                })
              }
            >
              {texts.deleteAnalysis}
            </Button>
          )}
        </div>
      </section>
    </>
  );
}

function Picture({ user, onChange }: { user: Schemas["UserView"]; onChange: (user: Schemas["UserView"]) => void }) {
  const texts = profileWords.value;
  const { run } = useAct();
  const name = String(user.full_name ?? user.username);
  return (
    <section class="profile-head" aria-label={texts.picture}>
      <Avatar id={user.id} name={name} picture={user.picture_url as string | null} size={112} />
      <div class="row">
        <PictureButton
          label={texts.choose}
          tooLarge={texts.tooLarge}
          shape="round"
          onPick={async (file) => onChange(await api.me.setPicture(file, {}, { contentType: file.type }))}
        />
        {user.picture_url && (
          <Button
            kind="quiet"
            onClick={() =>
              run(async () => {
                await api.me.deletePicture();
                onChange({ ...user, picture_url: null } as Schemas["UserView"]);
              }).catch((error) => toast(sentence(error)))
            }
          >
            {texts.removePicture}
          </Button>
        )}
      </div>
    </section>
  );
}
