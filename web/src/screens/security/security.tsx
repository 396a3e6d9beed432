import "../../parts/listing.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { useForm } from "../../app/form.js";
import { useList } from "../../app/list.js";
import { useLoad } from "../../app/load.js";
import { go, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { Confirm } from "../../parts/confirm.js";
import { Listing } from "../../parts/listing.js";
import { NeedAccount } from "../../parts/need-account.js";
import { PersonLine } from "../../parts/person.js";
import { save } from "../../parts/save.js";
import { Together, useTogether } from "../../parts/together.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Field } from "../../ui/field.js";
import { Bone, Failure, Skeleton } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { toast } from "../../ui/toast.js";
import { ago } from "../../words/format.js";
import { Phone, SignIns } from "./contact.js";
import { device } from "./device.js";
import { Passkeys, SecondFactor } from "./factors.js";
import { Logins } from "./logins.js";
import { securityWords } from "./words.js";

export default function Security() {
  return (
    <Screen title={securityWords.value.title} class="page tight">
      <NeedAccount isFull>
        <h1>{securityWords.value.title}</h1>
        <Together>
          <Sessions />
          <Password />
          <SecondFactor />
          <Passkeys />
          <Logins />
          <Mail />
          <Phone />
          <SignIns />
          <Blocked />
          <Data />
        </Together>
      </NeedAccount>
    </Screen>
  );
}

function Sessions() {
  const texts = securityWords.value;
  const all = useSignal<readonly Schemas["SessionView"][] | undefined>(undefined);
  const isEnding = useSignal(false);
  const { run } = useAct();
  const loading = useLoad(async () => {
    all.value = (await api.auth.listSessions()).items;
  }, [me.value?.id]);
  useTogether(loading);
  return (
    <section class="panel" aria-labelledby="sessions">
      <h2 id="sessions">{texts.sessions}</h2>
      {loading.error ? (
        <Failure error={loading.error} retry={loading.again} />
      ) : !all.value ? (
        <Skeleton>
          <Bone kind="row" />
        </Skeleton>
      ) : (
        <ul class="rows">
          {all.value.map((one) => (
            <li key={one.id} class="line">
              <span class="line-text">
                <span class="line-title">
                  <bdi>{device(one.user_agent) || texts.unknown}</bdi>
                </span>
                <span class="small soft">
                  {texts.last(ago(one.last_used_at))}
                  {one.ip_address && (
                    <>
                      {" · "}
                      <bdi>{one.ip_address}</bdi>
                    </>
                  )}
                </span>
              </span>
              <span class="line-end">
                {one.is_current ? (
                  <Tag kind="good">{texts.here}</Tag>
                ) : (
                  <Button onClick={() => run(() => api.auth.endSession(one.id).then(loading.again))}>{texts.end}</Button>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      <div>
        <Button
          kind="danger"
          onClick={() => {
            isEnding.value = true;
          }}
        >
          {texts.endAll}
        </Button>
      </div>
      {isEnding.value && (
        <Confirm
          title={texts.endAll}
          action={texts.endAll}
          onClose={() => {
            isEnding.value = false;
          }}
          work={async () => {
            await api.auth.logoutEverywhere();
            api.session.clear();
            go("/", { isStep: false });
          }}
        >
          <p>{texts.endAllText}</p>
        </Confirm>
      )}
    </section>
  );
}

function Password() {
  const texts = securityWords.value;
  const form = useForm(["current_password", "new_password"]);
  return (
    <form
      class="panel"
      noValidate
      aria-labelledby="password"
      onSubmit={(submit) => {
        submit.preventDefault();
        void form.submit(async () => {
          await api.me.changePassword({
            current_password: form.values.current_password.value ?? "",
            new_password: form.values.new_password.value ?? "",
          });
          form.values.current_password.value = "";
          form.values.new_password.value = "";
          toast(texts.changed);
        });
      }}
    >
      <h2 id="password">{texts.password}</h2>
      <Field label={texts.current} type="password" autocomplete="current-password" dir="ltr" {...form.of("current_password")} />
      <Field label={texts.next} type="password" autocomplete="new-password" dir="ltr" hint={texts.hint} {...form.of("new_password")} />
      {form.error.value && (
        <p class="field-error" role="alert">
          {form.error.value}
        </p>
      )}
      <div>
        <Button type="submit" isBusy={form.isBusy.value}>
          {texts.change}
        </Button>
      </div>
    </form>
  );
}

function Mail() {
  const texts = securityWords.value;
  const now = useSignal<Schemas["ContactView"] | undefined>(undefined);
  const form = useForm(["email", "password"]);
  const { run } = useAct();
  const loading = useLoad(async () => {
    now.value = await api.me.getEmail();
  }, [me.value?.id]);
  useTogether(loading);
  const pending = now.value?.pending;
  return (
    <form
      class="panel"
      noValidate
      aria-labelledby="mail"
      onSubmit={(submit) => {
        submit.preventDefault();
        void form.submit(async () => {
          await api.me.changeEmail({ email: form.values.email.value ?? "", password: form.values.password.value || null });
          form.values.email.value = "";
          form.values.password.value = "";
          toast(texts.sent);
          loading.again();
        });
      }}
    >
      <h2 id="mail">{texts.mail}</h2>
      <p class="row">
        <bdi>{now.value?.value ?? texts.none}</bdi>
        {now.value?.verified_at ? (
          <Tag kind="good" icon="check">
            {texts.proven}
          </Tag>
        ) : (
          now.value?.value && (
            <Button kind="quiet" onClick={() => run(() => api.auth.resendVerification({ channel: "email" }), texts.sent)}>
              {texts.resend}
            </Button>
          )
        )}
      </p>
      {pending && (
        <p class="row">
          <span>{texts.waits(String(pending.value))}</span>
          <Button kind="quiet" onClick={() => run(() => api.me.withdrawEmail().then(loading.again))}>
            {texts.withdraw}
          </Button>
        </p>
      )}
      <div class="fields">
        <Field label={texts.newMail} type="email" autocomplete="email" dir="ltr" {...form.of("email")} />
        <Field label={texts.current} type="password" autocomplete="current-password" dir="ltr" {...form.of("password")} />
      </div>
      {form.error.value && (
        <p class="field-error" role="alert">
          {form.error.value}
        </p>
      )}
      <div>
        <Button type="submit" isBusy={form.isBusy.value}>
          {texts.changeMail}
        </Button>
      </div>
    </form>
  );
}

function Blocked() {
  const texts = securityWords.value;
  const all = useList<Schemas["BlockView"]>((cursor) => api.blocks.list({ limit: 20, cursor }), [me.value?.id]);
  useTogether(all);
  const { run } = useAct();
  return (
    <section class="panel" aria-labelledby="blocked">
      <h2 id="blocked">{texts.blocked}</h2>
      <Listing of={all} empty={<p class="soft">{texts.blockedNone}</p>}>
        {(one) => (
          <li key={one.user.id}>
            <PersonLine person={one.user} text={ago(one.since)}>
              <Button onClick={() => run(() => api.blocks.delete(one.user.id).then(all.again))}>{texts.unblock}</Button>
            </PersonLine>
          </li>
        )}
      </Listing>
      <div>
        <ButtonLink kind="quiet" icon="shield" href={to("/standing")}>
          {texts.decisions}
        </ButtonLink>
      </div>
    </section>
  );
}

function Data() {
  const texts = securityWords.value;
  const isErasing = useSignal(false);
  const password = useSignal("");
  const { isBusy, run } = useAct();
  return (
    <>
      <section class="panel" aria-labelledby="export">
        <h2 id="export">{texts.export}</h2>
        <p class="soft">{texts.exportText}</p>
        <div>
          <Button
            icon="down"
            isBusy={isBusy.value}
            onClick={() =>
              run(async () => {
                const all = await api.me.export({ timeout: 120_000 });
                save(new Blob([JSON.stringify(all, null, 2)], { type: "application/json" }), `${me.value?.username ?? "community"}.json`);
              })
            }
          >
            {texts.exportAction}
          </Button>
        </div>
      </section>
      <section class="panel" aria-labelledby="erase">
        <h2 id="erase">{texts.erase}</h2>
        <p class="soft">{texts.eraseText}</p>
        <div>
          <Button
            kind="danger"
            icon="trash"
            onClick={() => {
              isErasing.value = true;
            }}
          >
            {texts.erase}
          </Button>
        </div>
      </section>
      {isErasing.value && (
        <Confirm
          title={texts.erase}
          action={texts.erase}
          typed={me.value?.username}
          done={texts.erased}
          onClose={() => {
            isErasing.value = false;
          }}
          work={async () => {
            await api.me.erase(password.value ? { password: password.value } : null);
            api.session.clear();
            go("/", { isStep: false });
          }}
        >
          <p>{texts.eraseText}</p>
          <Field
            label={texts.current}
            type="password"
            autocomplete="current-password"
            dir="ltr"
            value={password.value}
            onValue={(value) => {
              password.value = value;
            }}
          />
        </Confirm>
      )}
    </>
  );
}
