import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { useList } from "../../app/list.js";
import { go, query, setQuery } from "../../app/router.js";
import { Confirm } from "../../parts/confirm.js";
import { useDraft } from "../../parts/draft.js";
import { Listing } from "../../parts/listing.js";
import { Menu, type MenuItem } from "../../parts/menu.js";
import { nameOf, PersonLine } from "../../parts/person.js";
import { Button } from "../../ui/button.js";
import { Dialog } from "../../ui/dialog.js";
import { Check, Field } from "../../ui/field.js";
import { SearchBox } from "../../ui/search-box.js";
import { Empty } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { words } from "../../words/words.js";
import { adminWords } from "./words.js";

type User = Schemas["UserView"];
/** What can be done about an account; lifting a suspension asks nothing. */
type Act = "roles" | "suspend" | "factor";

const roles = ["attendee", "organizer", "moderator", "admin"];

export function People() {
  const texts = adminWords.value;
  const q = query.value.get("q") ?? "";
  const all = useList<User>((cursor) => api.users.list({ limit: 30, cursor, ...(q ? { q } : {}) }), [q, me.value?.id]);
  const open = useSignal<{ act: Act; user: User } | undefined>(undefined);
  const { run } = useAct();
  const close = () => {
    open.value = undefined;
  };
  const itemsOf = (user: User): MenuItem[] => {
    const ask = (act: Act) => () => {
      open.value = { act, user };
    };
    const lift = () => void run(() => api.users.liftSuspension(user.id).then(all.again), texts.liftDone);
    return [
      { text: texts.roles, icon: "star", onChoose: ask("roles") },
      { text: texts.measures, icon: "shield", onChoose: () => go(`/admin?part=person&person=${user.id}`) },
      { text: texts.payments, icon: "wallet", onChoose: () => go(`/admin?part=ledger&person=${user.id}`) },
      ...(user.id === me.value?.id
        ? []
        : ([
            { text: texts.removeFactor, icon: "lock", onChoose: ask("factor") },
            user.is_active
              ? { text: texts.suspend, icon: "block", onChoose: ask("suspend") }
              : { text: texts.lift, icon: "check", onChoose: lift },
          ] as MenuItem[])),
    ];
  };
  const now = open.value;
  return (
    <>
      <SearchBox label={texts.search} placeholder={texts.search} value={q} onValue={(text) => setQuery({ q: text })} />
      <Listing
        of={all}
        label={texts.people}
        empty={
          <Empty icon="people" title={texts.none} text={texts.noPeople}>
            <Button onClick={() => setQuery({ q: "" })}>{texts.showAll}</Button>
          </Empty>
        }
      >
        {(one) => (
          <li key={one.id}>
            <PersonLine
              person={one}
              text={
                <>
                  <bdi>{one.username}</bdi>
                  {one.roles.map((role) => ` · ${texts.roleNames[role] ?? role}`)}
                </>
              }
            >
              {!one.is_active && <Tag kind="warn">{texts.suspended}</Tag>}
              <Menu label={`${words.value.common.options}: ${nameOf(one)}`} items={itemsOf(one)} />
            </PersonLine>
          </li>
        )}
      </Listing>
      {now?.act === "roles" && <Roles key={now.user.id} user={now.user} again={all.again} onClose={close} />}
      {now && now.act !== "roles" && <WithReason key={now.user.id} act={now.act} user={now.user} again={all.again} onClose={close} />}
    </>
  );
}

interface ActProps {
  user: User;
  again: () => void;
  onClose: () => void;
}

function Roles({ user, again, onClose }: ActProps) {
  const texts = adminWords.value;
  const chosen = useSignal<readonly string[]>(user.roles);
  const { isBusy, run } = useAct();
  const save = async () => {
    if (await run(() => api.users.setRoles(user.id, { roles: [...chosen.value] }).then(again), words.value.common.saved)) {
      onClose();
    }
  };
  return (
    <Dialog title={texts.rolesOf(nameOf(user))} onClose={onClose}>
      <p class="soft">{texts.rolesText}</p>
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
      <Button kind="primary" isWide isBusy={isBusy.value} onClick={save}>
        {words.value.common.save}
      </Button>
    </Dialog>
  );
}

/** Suspends an account, or takes its lost second factor off: both need a reason for the record. */
function WithReason({ act, user, again, onClose }: ActProps & { act: "suspend" | "factor" }) {
  const texts = adminWords.value;
  const { text: reason, write, clear } = useDraft(`${act}/${user.id}`);
  const days = useSignal("");
  const isSuspension = act === "suspend";
  const title = isSuspension ? texts.suspend : texts.removeFactor;
  const until = () => (days.value ? new Date(Date.now() + Number(days.value) * 86_400_000).toISOString() : null);
  return (
    <Confirm
      title={title}
      action={title}
      done={isSuspension ? texts.suspendDone : texts.factorDone}
      isReady={reason.value.trim() !== ""}
      onClose={onClose}
      work={async () => {
        const why = reason.value.trim();
        await (isSuspension
          ? api.users.suspend(user.id, { reason: why, until: until() })
          : api.users.removeSecondFactor(user.id, { reason: why }));
        clear();
        again();
      }}
    >
      <p>{isSuspension ? texts.suspendText(nameOf(user)) : texts.factorText(nameOf(user))}</p>
      <Field label={isSuspension ? texts.reason : texts.factorReason} maxLength={500} dir="auto" value={reason.value} onValue={write} />
      {isSuspension && (
        <Field
          label={texts.days}
          hint={texts.daysHint}
          type="number"
          min={1}
          max={3650}
          value={days.value}
          onValue={(value) => {
            days.value = value;
          }}
        />
      )}
    </Confirm>
  );
}
