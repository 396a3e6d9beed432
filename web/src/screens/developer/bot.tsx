import "../../parts/listing.css";
import "./developer.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api, me } from "../../app/api.js";
import { useForm } from "../../app/form.js";
import { useList } from "../../app/list.js";
import { useLoad } from "../../app/load.js";
import { go, type ScreenProps, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { Confirm } from "../../parts/confirm.js";
import { NeedAccount } from "../../parts/need-account.js";
import { nameOf } from "../../parts/person.js";
import { Avatar } from "../../ui/avatar.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Field, TextArea } from "../../ui/field.js";
import { Bone, Failure, Skeleton } from "../../ui/states.js";
import { toast } from "../../ui/toast.js";
import { longDay } from "../../words/format.js";
import { words } from "../../words/words.js";
import { botWords } from "./bot-words.js";
import { BotState } from "./bots.js";
import { notForBots } from "./scopes.js";
import { TokenList } from "./token-list.js";
import { developerWords } from "./words.js";

export default function Bot({ parameters: { id = "" } }: ScreenProps) {
  return (
    <Screen title={botWords.value.title} class="page tight">
      <NeedAccount isFull>
        <Body id={id} />
      </NeedAccount>
    </Screen>
  );
}

function Body({ id }: { id: string }) {
  const texts = botWords.value;
  const bot = useSignal<Schemas["BotView"] | undefined>(undefined);
  const tokens = useList(() => api.bots.listTokens(id), [id, me.value?.id]);
  const asked = useSignal<"" | "stop" | "erase">("");
  const loading = useLoad(async () => {
    bot.value = await api.bots.get(id);
  }, [id, me.value?.id]);
  const close = () => {
    asked.value = "";
  };
  const now = bot.value;
  const count = tokens.items?.length ?? 0;
  if (!now) {
    return loading.error ? (
      <Failure error={loading.error} retry={loading.again} />
    ) : (
      <Skeleton>
        <Bone kind="title" />
        <Bone kind="row" />
        <Bone kind="card" />
      </Skeleton>
    );
  }
  return (
    <>
      <p>
        <ButtonLink kind="quiet" icon="back" href={to("/account/bots")}>
          {texts.all}
        </ButtonLink>
      </p>
      <header class="page-head">
        <div class="row bot-head">
          <Avatar id={now.id} name={nameOf(now)} picture={now.picture?.url} size={56} />
          <div>
            <h1 dir="auto">{nameOf(now)}</h1>
            <p class="soft small">
              <bdi>@{now.username}</bdi> · {texts.since(longDay(now.created_at))}
            </p>
          </div>
        </div>
        <div class="row">
          <BotState of={now} />
          <ButtonLink icon="user" href={to(`/users/${now.id}`)}>
            {texts.profile}
          </ButtonLink>
        </div>
      </header>
      {!now.is_active && (
        <p class="panel calm">{now.suspended_until ? texts.suspendedUntil(longDay(now.suspended_until)) : texts.suspendedText}</p>
      )}
      <section class="stack" aria-labelledby="tokens">
        <h2 id="tokens">{developerWords.value.tokens}</h2>
        <p class="soft">{texts.tokensLead}</p>
        <TokenList
          none={texts.tokensNone}
          all={tokens}
          without={notForBots}
          isClosed={!now.is_active}
          of={{
            make: (request) => api.bots.createToken(id, request),
            revoke: (token) => api.bots.revokeToken(id, token),
          }}
        />
      </section>
      <About
        bot={now}
        onChange={(next) => {
          bot.value = next;
        }}
      />
      <section class="panel" aria-labelledby="end">
        <h2 id="end">{texts.end}</h2>
        <p class="soft">{texts.endText}</p>
        <p class="row">
          {count > 0 && (
            <Button
              icon="block"
              onClick={() => {
                asked.value = "stop";
              }}
            >
              {texts.stop}
            </Button>
          )}
          <Button
            kind="danger"
            icon="trash"
            onClick={() => {
              asked.value = "erase";
            }}
          >
            {texts.erase}
          </Button>
        </p>
      </section>
      {asked.value === "stop" && (
        <Confirm
          title={texts.stop}
          action={texts.stop}
          done={texts.stopped}
          onClose={close}
          work={async () => {
            // One after the other: those that are left after a failure stay in the list.
            for (const token of tokens.items ?? []) {
              await api.bots.revokeToken(id, token.id);
              tokens.change((items) => items.filter((one) => one.id !== token.id));
            }
          }}
        >
          <p>{texts.stopText(count)}</p>
        </Confirm>
      )}
      {asked.value === "erase" && (
        <Confirm
          title={texts.erase}
          action={texts.erase}
          done={texts.erased}
          typed={now.username}
          onClose={close}
          work={async () => {
            await api.bots.delete(id);
            go("/account/bots", { isStep: false });
          }}
        >
          <p>{texts.eraseText}</p>
        </Confirm>
      )}
    </>
  );
}

function About({ bot, onChange }: { bot: Schemas["BotView"]; onChange: (next: Schemas["BotView"]) => void }) {
  const texts = botWords.value;
  const form = useForm(["full_name", "bio"]);
  const { full_name: name, bio } = form.values;
  useEffect(() => {
    name.value = bot.full_name ?? "";
    bio.value = bot.bio ?? "";
  }, [bot]);
  return (
    <form
      class="panel"
      aria-labelledby="about-bot"
      onSubmit={(event) => {
        event.preventDefault();
        void form.submit(async () => {
          onChange(await api.bots.update(bot.id, { full_name: name.value?.trim() || null, bio: bio.value?.trim() || null }));
          toast(words.value.common.saved);
        });
      }}
    >
      <h2 id="about-bot">{texts.about}</h2>
      <Field {...form.of("full_name")} label={texts.name} dir="auto" autocomplete="off" maxLength={255} />
      <TextArea {...form.of("bio")} label={texts.bio} hint={texts.bioHint} rows={3} maxLength={2000} />
      <p class="small soft">{texts.pictureHint}</p>
      {form.error.value && (
        <p class="field-error" role="alert">
          {form.error.value}
        </p>
      )}
      <div>
        <Button type="submit" isBusy={form.isBusy.value}>
          {words.value.common.save}
        </Button>
      </div>
    </form>
  );
}
