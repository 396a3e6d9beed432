import "../../parts/listing.css";
import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { api, me } from "../../app/api.js";
import { useLoad } from "../../app/load.js";
import { place, query, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { NeedAccount } from "../../parts/need-account.js";
import { SubNav } from "../../parts/subnav.js";
import { ButtonLink } from "../../ui/button.js";
import { Bone, Empty, Failure, Skeleton } from "../../ui/states.js";
import { words } from "../../words/words.js";
import { Appeals, Cases } from "./cases.js";
import { Courses } from "./courses.js";
import { Decisions } from "./decisions.js";
import { Measures } from "./measures.js";
import { Money } from "./money.js";
import { People } from "./people.js";
import { Audit } from "./record.js";
import { Rules } from "./rules.js";
import { Service } from "./service.js";
import { adminWords } from "./words.js";

/** What moderators do, and what only administrators do. The first part has no name in the address. */
const ofModerators = { "": Cases, appeals: Appeals, decisions: Decisions, person: Measures } as Record<string, ComponentType>;
const ofAdministrators = { people: People, audit: Audit, ledger: Money, rules: Rules, courses: Courses, service: Service } as Record<
  string,
  ComponentType
>;

export default function Admin() {
  return (
    <Screen title={adminWords.value.title} class="page">
      <NeedAccount isFull>
        <Body />
      </NeedAccount>
    </Screen>
  );
}

function Body() {
  const texts = adminWords.value;
  const part = query.value.get("part") ?? "";
  const mine = useSignal<readonly unknown[] | undefined>(undefined);
  const loading = useLoad(async () => {
    mine.value = (await api.me.get()).roles;
  }, [me.value?.id]);
  const isAdmin = mine.value?.includes("admin");
  if (mine.value && !isAdmin && !mine.value.includes("moderator")) {
    return (
      <Empty icon="lock" level={1} title={texts.title} text={texts.notAllowed}>
        <ButtonLink href={to("/")}>{words.value.errors.missingAction}</ButtonLink>
      </Empty>
    );
  }
  const at = (name: string) => to(`/admin${name ? `?part=${name}` : ""}`);
  const Part = ofModerators[part] ?? (isAdmin ? ofAdministrators[part] : undefined) ?? Cases;
  return (
    <>
      <header class="stack">
        <h1>{texts.title}</h1>
        <SubNav
          label={texts.title}
          here={place.value.path + (part ? `?part=${part}` : "")}
          links={[
            [at(""), texts.cases],
            [at("appeals"), texts.appeals],
            [at("decisions"), texts.decisions],
            ...(isAdmin
              ? ([
                  [at("people"), texts.people],
                  [at("audit"), texts.audit],
                  [at("ledger"), texts.ledger],
                  [at("rules"), texts.rules],
                  [at("courses"), texts.courses],
                  [at("service"), texts.service],
                ] as const)
              : []),
          ]}
        />
      </header>
      {mine.value ? (
        <Part />
      ) : loading.error ? (
        <Failure error={loading.error} retry={loading.again} />
      ) : (
        <Skeleton>
          <Bone kind="row" />
          <Bone kind="row" />
        </Skeleton>
      )}
    </>
  );
}
