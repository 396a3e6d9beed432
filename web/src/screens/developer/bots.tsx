import type { Schemas } from "@community/sdk";
import { api, me } from "../../app/api.js";
import { useForm } from "../../app/form.js";
import { useList } from "../../app/list.js";
import { go, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { Listing } from "../../parts/listing.js";
import { NeedAccount } from "../../parts/need-account.js";
import { nameOf } from "../../parts/person.js";
import { Avatar } from "../../ui/avatar.js";
import { Button } from "../../ui/button.js";
import { Field, TextArea } from "../../ui/field.js";
import { Empty } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { toast } from "../../ui/toast.js";
import { botWords } from "./bot-words.js";
import { ToForm } from "./to-form.js";

/** The most that a person has, as identity counts. */
const Most = 10;

export default function Bots() {
  const texts = botWords.value;
  return (
    <Screen title={texts.title} class="page tight">
      <NeedAccount isFull>
        <header class="stack">
          <h1>{texts.title}</h1>
          <p class="soft">{texts.lead}</p>
        </header>
        <Body />
      </NeedAccount>
    </Screen>
  );
}

function Body() {
  const texts = botWords.value;
  const all = useList(() => api.bots.list(), [me.value?.id]);
  return (
    <>
      <Listing
        of={all}
        label={texts.title}
        empty={
          <Empty icon="bot" title={texts.none} text={texts.noneText}>
            <ToForm id="new-bot" />
          </Empty>
        }
      >
        {(bot) => (
          <li key={bot.id} class="line">
            <Avatar id={bot.id} name={nameOf(bot)} picture={bot.picture?.url} />
            <span class="line-text in-line">
              <a href={to(`/account/bots/${bot.id}`)}>
                <bdi>{nameOf(bot)}</bdi>
              </a>
              <span class="small soft">
                <bdi>@{bot.username}</bdi>
              </span>
            </span>
            <span class="line-end">
              <BotState of={bot} />
            </span>
          </li>
        )}
      </Listing>
      {(all.items?.length ?? 0) >= Most ? <p class="soft">{texts.most(Most)}</p> : <NewBot />}
    </>
  );
}

/** Whether moderators have suspended it, in a word. */
export const BotState = ({ of }: { of: Schemas["BotView"] }) =>
  of.is_active ? <Tag kind="good">{botWords.value.works}</Tag> : <Tag kind="warn">{botWords.value.suspended}</Tag>;

function NewBot() {
  const texts = botWords.value;
  const form = useForm(["username", "full_name", "bio"]);
  const { username, full_name: name, bio } = form.values;
  return (
    <form
      class="panel"
      aria-labelledby="new-bot"
      onSubmit={(event) => {
        event.preventDefault();
        void form.submit(async () => {
          const bot = await api.bots.create({
            username: (username.value ?? "").trim().toLowerCase(),
            full_name: name.value?.trim() || null,
            bio: bio.value?.trim() || null,
          });
          toast(texts.made);
          go(`/account/bots/${bot.id}`);
        });
      }}
    >
      <h2 id="new-bot">{texts.make}</h2>
      <Field {...form.of("full_name")} label={texts.name} dir="auto" autocomplete="off" maxLength={255} />
      <Field
        {...form.of("username")}
        label={texts.username}
        hint={texts.usernameHint}
        dir="ltr"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        maxLength={50}
        required
      />
      <TextArea {...form.of("bio")} label={texts.bio} hint={texts.bioHint} rows={3} maxLength={2000} />
      {form.error.value && (
        <p class="field-error" role="alert">
          {form.error.value}
        </p>
      )}
      <div>
        <Button type="submit" kind="primary" isBusy={form.isBusy.value}>
          {texts.make}
        </Button>
      </div>
    </form>
  );
}
