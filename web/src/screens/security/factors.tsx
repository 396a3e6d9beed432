import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { useForm } from "../../app/form.js";
import { useLoad } from "../../app/load.js";
import { hasPasskeys, makePasskey } from "../../app/passkey.js";
import { Confirm } from "../../parts/confirm.js";
import { Menu } from "../../parts/menu.js";
import { save } from "../../parts/save.js";
import { useTogether } from "../../parts/together.js";
import { Button } from "../../ui/button.js";
import { Dialog } from "../../ui/dialog.js";
import { Field } from "../../ui/field.js";
import { Bone, Failure, Skeleton } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { toast } from "../../ui/toast.js";
import { ago, day } from "../../words/format.js";
import { words } from "../../words/words.js";
import { Qr } from "../community/qr.js";
import { device } from "./device.js";
import { factorWords } from "./factor-words.js";

/** The authenticator app, with its recovery codes. */
export function SecondFactor() {
  const texts = factorWords.value;
  const now = useSignal<Schemas["SecondFactorView"] | undefined>(undefined);
  const secret = useSignal<Schemas["AuthenticatorSecret"] | undefined>(undefined);
  const codes = useSignal<readonly string[] | undefined>(undefined);
  const isRemoving = useSignal(false);
  const { isBusy, run } = useAct();
  const loading = useLoad(async () => {
    now.value = await api.me.getSecondFactor();
  }, [me.value?.id]);
  useTogether(loading);
  const isOn = now.value?.since != null;
  return (
    <section class="panel" aria-labelledby="second">
      <div class="panel-head">
        <h2 id="second">{texts.app}</h2>
        {isOn && (
          <Tag kind="good" icon="check">
            {texts.on}
          </Tag>
        )}
      </div>
      <p class="soft">{texts.appText}</p>
      {loading.error ? (
        <Failure error={loading.error} retry={loading.again} />
      ) : !now.value ? (
        <Skeleton>
          <Bone kind="row" />
        </Skeleton>
      ) : isOn ? (
        <>
          <p>{texts.left(now.value.recovery_codes_left)}</p>
          <div class="row">
            <Button
              isBusy={isBusy.value}
              onClick={() =>
                run(async () => {
                  codes.value = (await api.me.renewRecoveryCodes()).codes;
                  loading.again();
                })
              }
            >
              {texts.newCodes}
            </Button>
            <Button
              kind="danger"
              onClick={() => {
                isRemoving.value = true;
              }}
            >
              {texts.off}
            </Button>
          </div>
        </>
      ) : (
        <div>
          <Button
            icon="shield"
            isBusy={isBusy.value}
            onClick={() =>
              run(async () => {
                secret.value = await api.me.beginSecondFactor();
              })
            }
          >
            {texts.setUp}
          </Button>
        </div>
      )}
      {secret.value && (
        <SetUp
          secret={secret.value}
          onClose={() => {
            secret.value = undefined;
          }}
          onDone={(made) => {
            secret.value = undefined;
            codes.value = made;
            loading.again();
          }}
        />
      )}
      {codes.value && (
        <Codes
          codes={codes.value}
          onClose={() => {
            codes.value = undefined;
          }}
        />
      )}
      {isRemoving.value && (
        <Confirm
          title={texts.off}
          action={texts.off}
          done={texts.isOff}
          onClose={() => {
            isRemoving.value = false;
          }}
          work={() => api.me.removeSecondFactor().then(loading.again)}
        >
          <p>{texts.offText}</p>
        </Confirm>
      )}
    </section>
  );
}

function SetUp({
  secret,
  onClose,
  onDone,
}: {
  secret: Schemas["AuthenticatorSecret"];
  onClose: () => void;
  onDone: (codes: readonly string[]) => void;
}) {
  const texts = factorWords.value;
  const form = useForm(["code"]);
  return (
    <Dialog title={texts.setUp} onClose={onClose}>
      <p>{texts.scan}</p>
      <Qr text={secret.uri} label={texts.qr} />
      <p class="small soft">{texts.typed}</p>
      <p class="mono" dir="ltr">
        {secret.secret.match(/.{1,4}/g)?.join(" ")}
      </p>
      <form
        class="stack"
        noValidate
        onSubmit={(submit) => {
          submit.preventDefault();
          void form.submit(async () => {
            onDone((await api.me.confirmSecondFactor({ code: (form.values.code.value ?? "").replace(/\s/g, "") })).codes);
          });
        }}
      >
        <Field label={texts.firstCode} autocomplete="one-time-code" inputMode="numeric" dir="ltr" maxLength={8} {...form.of("code")} />
        {form.error.value && (
          <p class="field-error" role="alert">
            {form.error.value}
          </p>
        )}
        <Button kind="primary" type="submit" isWide isBusy={form.isBusy.value}>
          {texts.turnOn}
        </Button>
      </form>
    </Dialog>
  );
}

function Codes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const texts = factorWords.value;
  return (
    <Dialog title={texts.codes} onClose={onClose}>
      <p>{texts.codesText}</p>
      <ul class="codes mono" dir="ltr">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div class="row">
        <Button
          icon="down"
          onClick={() => save(new Blob([`${codes.join("\n")}\n`], { type: "text/plain" }), "community-recovery-codes.txt")}
        >
          {texts.download}
        </Button>
        <Button kind="primary" onClick={onClose}>
          {texts.kept}
        </Button>
      </div>
    </Dialog>
  );
}

/** The passkeys of the account. */
export function Passkeys() {
  const texts = factorWords.value;
  const all = useSignal<readonly Schemas["PasskeyView"][] | undefined>(undefined);
  const changing = useSignal<{ key: Schemas["PasskeyView"]; isRemoval: boolean } | undefined>(undefined);
  const { isBusy, run } = useAct();
  const loading = useLoad(async () => {
    all.value = (await api.me.listPasskeys()).items;
  }, [me.value?.id]);
  useTogether(loading);
  const close = () => {
    changing.value = undefined;
  };
  const chosen = changing.value;
  return (
    <section class="panel" aria-labelledby="passkeys">
      <h2 id="passkeys">{texts.passkeys}</h2>
      <p class="soft">{texts.passkeysText}</p>
      {loading.error ? (
        <Failure error={loading.error} retry={loading.again} />
      ) : !all.value ? (
        <Skeleton>
          <Bone kind="row" />
        </Skeleton>
      ) : (
        all.value.length > 0 && (
          <ul class="rows">
            {all.value.map((one) => (
              <li key={one.id} class="line">
                <span class="line-text">
                  <span class="line-title">
                    <bdi>{one.name}</bdi>
                  </span>
                  <span class="small soft">
                    {texts.made(day(one.created_at))}
                    {one.last_used_at && ` · ${texts.used(ago(one.last_used_at))}`}
                  </span>
                </span>
                <span class="line-end">
                  {one.is_backed_up && <Tag>{texts.backedUp}</Tag>}
                  <Menu
                    label={`${words.value.common.options}: ${one.name}`}
                    items={[
                      {
                        text: texts.rename,
                        icon: "edit",
                        onChoose: () => {
                          changing.value = { key: one, isRemoval: false };
                        },
                      },
                      {
                        text: words.value.common.delete,
                        icon: "trash",
                        onChoose: () => {
                          changing.value = { key: one, isRemoval: true };
                        },
                      },
                    ]}
                  />
                </span>
              </li>
            ))}
          </ul>
        )
      )}
      {hasPasskeys ? (
        <div>
          <Button
            icon="plus"
            isBusy={isBusy.value}
            onClick={() =>
              run(async () => {
                const made = await makePasskey();
                await api.me.addPasskey({ ...made, name: device(navigator.userAgent) || texts.unnamed });
                toast(texts.added);
                loading.again();
              })
            }
          >
            {texts.add}
          </Button>
        </div>
      ) : (
        <p class="soft">{texts.cannot}</p>
      )}
      {chosen && !chosen.isRemoval && <Rename passkey={chosen.key} onClose={close} onDone={loading.again} />}
      {chosen?.isRemoval && (
        <Confirm
          title={texts.removeTitle(chosen.key.name)}
          action={words.value.common.delete}
          onClose={close}
          work={() => api.me.deletePasskey(chosen.key.id).then(loading.again)}
        >
          <p>{texts.removeText}</p>
        </Confirm>
      )}
    </section>
  );
}

function Rename({ passkey, onClose, onDone }: { passkey: Schemas["PasskeyView"]; onClose: () => void; onDone: () => void }) {
  const texts = factorWords.value;
  const name = useSignal(passkey.name);
  const { isBusy, run } = useAct();
  return (
    <Dialog title={texts.rename} onClose={onClose}>
      <form
        class="stack"
        noValidate
        onSubmit={async (submit) => {
          submit.preventDefault();
          if (
            name.value.trim() &&
            (await run(() => api.me.renamePasskey(passkey.id, { name: name.value.trim() }), words.value.common.saved))
          ) {
            onClose();
            onDone();
          }
        }}
      >
        <Field
          label={texts.name}
          value={name.value}
          maxLength={50}
          dir="auto"
          onValue={(value) => {
            name.value = value;
          }}
        />
        <Button kind="primary" type="submit" isWide isBusy={isBusy.value}>
          {words.value.common.save}
        </Button>
      </form>
    </Dialog>
  );
}
