import { useDraft } from "../../parts/draft.js";
import "../../parts/listing.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { useList } from "../../app/list.js";
import { useLoad } from "../../app/load.js";
import { place, query, setQuery, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { CaseList } from "../../parts/case.js";
import { CaseContent } from "../../parts/case-content.js";
import { Confirm } from "../../parts/confirm.js";
import { Listing } from "../../parts/listing.js";
import { NeedAccount } from "../../parts/need-account.js";
import { PersonLine } from "../../parts/person.js";
import { SubNav } from "../../parts/subnav.js";
import { Button } from "../../ui/button.js";
import { Dialog } from "../../ui/dialog.js";
import { Check, Field, TextArea } from "../../ui/field.js";
import { SearchBox } from "../../ui/search-box.js";
import { Empty, Failure } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { ago } from "../../words/format.js";
import { words } from "../../words/words.js";
import { communityWords } from "../community/words.js";
import { Rules } from "./rules.js";
import { adminWords } from "./words.js";

const roles = ["attendee", "organizer", "moderator", "admin"];

export default function Admin() {
  return (
    <Screen title={adminWords.value.title} class="page tight">
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
  useLoad(async () => {
    mine.value = (await api.me.get()).roles;
  }, [me.value?.id]);
  const isAdmin = mine.value?.includes("admin");
  const isModerator = isAdmin || mine.value?.includes("moderator");
  if (mine.value && !isModerator) {
    return <Empty icon="lock" level={1} title={texts.title} text={texts.notAllowed} />;
  }
  const at = (name: string) => to(`/admin${name ? `?part=${name}` : ""}`);
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
            ...(isAdmin
              ? ([
                  [at("people"), texts.people],
                  [at("audit"), texts.audit],
                  [at("ledger"), texts.ledger],
                  [at("rules"), texts.rules],
                ] as const)
              : []),
          ]}
        />
      </header>
      {mine.value &&
        (part === "people" ? (
          <People />
        ) : part === "appeals" ? (
          <Appeals />
        ) : part === "audit" ? (
          <Audit />
        ) : part === "ledger" ? (
          <Ledger />
        ) : part === "rules" ? (
          <Rules />
        ) : (
          <Cases />
        ))}
    </>
  );
}

function Cases() {
  const all = useList<Schemas["CaseView"]>((cursor) => api.moderation.cases({ limit: 30, cursor }), [me.value?.id]);
  return (
    <CaseList
      of={all}
      empty={<Empty icon="shield" title={adminWords.value.none} text={communityWords.value.reportsNone} />}
      decisions={["dismiss", "remove", "warn", "mute", "suspend"]}
      onDecide={(id, body) => api.moderation.resolveCase(id, body)}
      about={(id) => <CaseContent id={id} />}
    />
  );
}

function Appeals() {
  const texts = adminWords.value;
  const all = useList<Schemas["AppealView"]>((cursor) => api.moderation.appeals({ limit: 30, cursor }), [me.value?.id]);
  const open = useSignal<Schemas["AppealView"] | undefined>(undefined);
  const { text: note, write, clear } = useDraft(open.value && `appeal-answer/${open.value.id}`);
  const { isBusy, run } = useAct();
  const answer = (grant: boolean) =>
    run(async () => {
      await api.moderation.resolveAppeal(open.value?.id ?? "", { grant, note: note.value.trim() });
      clear();
      open.value = undefined;
      all.again();
    }, words.value.common.saved);
  return (
    <>
      <Listing of={all} empty={<Empty icon="shield" title={texts.none} text={texts.noneText} />}>
        {(one) => (
          <li key={one.id} class="line">
            <span class="line-text" dir="auto">
              <span class="line-title">{communityWords.value.decisions[one.decision.decision] ?? one.decision.decision}</span>
              {one.text}
              <span class="small soft">{ago(one.created_at)}</span>
            </span>
            <span class="line-end">
              {one.resolved_at ? (
                <Tag>{one.status}</Tag>
              ) : (
                <Button
                  kind="primary"
                  onClick={() => {
                    open.value = one;
                  }}
                >
                  {texts.resolve}
                </Button>
              )}
            </span>
          </li>
        )}
      </Listing>
      {open.value && (
        <Dialog
          title={texts.resolve}
          onClose={() => {
            open.value = undefined;
          }}
        >
          <p dir="auto">{open.value.text}</p>
          <CaseContent id={open.value.decision.case_id} />
          <TextArea label={texts.note} rows={3} maxLength={2000} value={note.value} onValue={write} />
          <Button kind="primary" isWide isBusy={isBusy.value} disabled={!note.value.trim()} onClick={() => answer(true)}>
            {texts.grant}
          </Button>
          <Button isWide disabled={!note.value.trim()} onClick={() => answer(false)}>
            {texts.reject}
          </Button>
        </Dialog>
      )}
    </>
  );
}

type User = Schemas["UserView"];

function People() {
  const texts = adminWords.value;
  const q = query.value.get("q") ?? "";
  const all = useList<User>((cursor) => api.users.list({ limit: 30, cursor, ...(q ? { q } : {}) }), [q, me.value?.id]);
  const open = useSignal<User | undefined>(undefined);
  const suspending = useSignal<User | undefined>(undefined);
  const { text: reason, write, clear } = useDraft(suspending.value && `suspend/${suspending.value.id}`);
  const chosen = useSignal<readonly string[]>([]);
  const { isBusy, run } = useAct();
  return (
    <>
      <SearchBox label={texts.search} placeholder={texts.search} value={q} onValue={(text) => setQuery({ q: text })} />
      <Listing of={all} label={texts.people} empty={<Empty icon="people" title={texts.none} text={texts.noneText} />}>
        {(one) => (
          <li key={one.id}>
            <PersonLine
              person={one}
              text={
                <>
                  <bdi>{String(one.username)}</bdi>
                  {one.roles.map((role) => ` · ${texts.roleNames[String(role)] ?? String(role)}`)}
                </>
              }
            >
              {!one.is_active && <Tag kind="warn">{texts.suspended}</Tag>}
              <Button
                onClick={() => {
                  open.value = one;
                  chosen.value = one.roles.map(String);
                }}
              >
                {texts.roles}
              </Button>
              {one.id !== me.value?.id &&
                (one.is_active ? (
                  <Button
                    kind="danger"
                    onClick={() => {
                      suspending.value = one;
                    }}
                  >
                    {texts.suspend}
                  </Button>
                ) : (
                  <Button onClick={() => run(() => api.users.liftSuspension(one.id).then(all.again))}>{texts.lift}</Button>
                ))}
            </PersonLine>
          </li>
        )}
      </Listing>
      {open.value && (
        <Dialog
          title={texts.roles}
          onClose={() => {
            open.value = undefined;
          }}
        >
          {roles.map((role) => (
            <Check
              key={role}
              label={texts.roleNames[role] ?? role}
              isOn={chosen.value.includes(role)}
              onChange={(isOn) => {
                chosen.value = isOn ? [...chosen.value, role] : chosen.value.filter((one) => one !== role);
              }}
            />
          ))}
          <Button
            kind="primary"
            isWide
            isBusy={isBusy.value}
            onClick={async () => {
              if (
                await run(
                  () => api.users.setRoles(open.value?.id ?? "", { roles: [...chosen.value] }).then(all.again),
                  words.value.common.saved,
                )
              ) {
                open.value = undefined;
              }
            }}
          >
            {words.value.common.save}
          </Button>
        </Dialog>
      )}
      {suspending.value && (
        <Confirm
          title={texts.suspend}
          action={texts.suspend}
          onClose={() => {
            suspending.value = undefined;
          }}
          work={async () => {
            await api.users.suspend(suspending.value?.id ?? "", { reason: reason.value.trim() });
            clear();
            all.again();
          }}
        >
          <Field label={texts.reason} maxLength={500} dir="auto" value={reason.value} onValue={write} />
        </Confirm>
      )}
    </>
  );
}

/** Verifies the audit record part by part, and hands over the result of each. */
async function verifyAudit(onPart: (part: Schemas["AuditCheckView"]) => void) {
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const part = await api.audit.check(cursor ? { cursor } : {});
    onPart(part);
    cursor = part.next_cursor ?? null;
  }
}

function AuditResult({ of }: { of: Schemas["AuditCheckView"] }) {
  const texts = adminWords.value;
  const verdict = of.first_fault
    ? texts.changed(of.first_fault)
    : !of.is_intact
      ? texts.unsealed
      : of.next_cursor
        ? texts.intactTo(of.verified_through)
        : texts.intact(of.verified_through);
  return (
    <p class={of.is_intact ? "panel calm" : "panel field-error"} role="status">
      {verdict} {of.whole_at && texts.whole(ago(of.whole_at), of.whole_through ?? 0)}
    </p>
  );
}

function Audit() {
  const texts = adminWords.value;
  const action = query.value.get("q") ?? "";
  const all = useList<Schemas["AuditView"]>(
    (cursor) => api.audit.list({ limit: 50, cursor, ...(action ? { action } : {}) }),
    [action, me.value?.id],
  );
  const check = useSignal<Schemas["AuditCheckView"] | undefined>(undefined);
  const { isBusy, run } = useAct();
  return (
    <>
      <SearchBox label={texts.action} placeholder="signed_in" value={action} onValue={(text) => setQuery({ q: text })} />
      <Button
        isBusy={isBusy.value}
        onClick={() =>
          run(() =>
            verifyAudit((part) => {
              check.value = part;
            }),
          )
        }
      >
        {texts.verify}
      </Button>
      {check.value && <AuditResult of={check.value} />}
      <Listing of={all} label={texts.audit} empty={<Empty icon="shield" title={texts.none} text={texts.noneText} />}>
        {(one) => (
          <li key={one.id} class="line">
            <span class="line-text">
              <span class="line-title">
                <bdi class="mono">{one.action}</bdi>
              </span>
              {one.note && <span dir="auto">{one.note}</span>}
              <span class="small soft">
                {ago(one.occurred_at)} <bdi class="mono">{one.service}</bdi>
              </span>
            </span>
            <span class="line-end small">
              <a href={to(`/users/${one.actor_id}`)} class="mono" dir="ltr">
                {one.actor_id.slice(-8)}
              </a>
              {one.user_id && one.user_id !== one.actor_id && (
                <a href={to(`/users/${one.user_id}`)} class="mono" dir="ltr">
                  {one.user_id.slice(-8)}
                </a>
              )}
            </span>
          </li>
        )}
      </Listing>
    </>
  );
}

function Ledger() {
  const texts = adminWords.value;
  const proof = useSignal<Schemas["ProofView"] | undefined>(undefined);
  const loading = useLoad(async () => {
    proof.value = await api.payments.ledgerProof();
  }, [me.value?.id]);
  const now = proof.value;
  if (!now) {
    return loading.error ? <Failure error={loading.error} retry={loading.again} /> : null;
  }
  return (
    <>
      <p class={now.is_balanced ? "panel calm" : "panel field-error"} role="status">
        {now.is_balanced ? texts.balanced : texts.unbalanced}
      </p>
      <div class="table-box" hidden={now.accounts.length === 0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{texts.account}</th>
              <th scope="col">{texts.currency}</th>
              <th scope="col">{texts.balance}</th>
            </tr>
          </thead>
          <tbody>
            {now.accounts.map((one) => (
              <tr key={one.account + one.currency}>
                <th scope="row" class="mono" dir="ltr">
                  {one.account}
                </th>
                <td>{one.currency}</td>
                <td>{one.balance}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
