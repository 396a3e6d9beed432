import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useForm } from "../../app/form.js";
import type { List } from "../../app/list.js";
import { Confirm } from "../../parts/confirm.js";
import { Listing } from "../../parts/listing.js";
import { Button } from "../../ui/button.js";
import { Field, PickOne } from "../../ui/field.js";
import { Empty } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { ago, longDay } from "../../words/format.js";
import { areas, rights } from "./scopes.js";
import { Secret } from "./secret.js";
import { ToForm } from "./to-form.js";
import { developerWords } from "./words.js";

/** Days. */
const lives = [30, 90, 180, 366];

/** Where the tokens of an account are made and revoked. */
export interface TokenSource {
  make(request: Schemas["ApiTokenRequest"]): PromiseLike<Schemas["NewApiToken"]>;
  revoke(id: string): PromiseLike<unknown>;
}

/** The tokens of an account, and the form that makes another one, unless `isClosed`. `without`: scopes that its tokens cannot have. */
export function TokenList({
  of,
  all,
  without = [],
  isClosed,
  none,
}: {
  of: TokenSource;
  all: List<Schemas["ApiTokenView"]>;
  without?: readonly string[];
  isClosed?: boolean;
  none: string;
}) {
  const texts = developerWords.value;
  const secret = useSignal("");
  const ending = useSignal<Schemas["ApiTokenView"] | undefined>(undefined);
  return (
    <>
      <Listing
        of={all}
        label={texts.tokens}
        empty={
          <Empty icon="lock" title={texts.tokensNone} text={none}>
            {!isClosed && <ToForm id="new-token" />}
          </Empty>
        }
      >
        {(token) => (
          <li key={token.id} class="line">
            <span class="line-text">
              <span class="line-title">
                <bdi>{token.name}</bdi> <bdi class="small soft mono">{token.prefix}…</bdi>
              </span>
              <span class="small soft">
                {token.last_used_at ? texts.used(ago(token.last_used_at)) : texts.unused} · {texts.ends(longDay(token.expires_at))}
              </span>
              <span class="row">
                {token.scopes.map((scope) => (
                  <Tag key={scope}>{scopeText(scope)}</Tag>
                ))}
              </span>
            </span>
            <span class="line-end">
              <Button
                onClick={() => {
                  ending.value = token;
                }}
              >
                {texts.revoke}
              </Button>
            </span>
          </li>
        )}
      </Listing>
      {!isClosed && (
        <NewToken
          of={of}
          without={without}
          onMade={(made) => {
            secret.value = made.token;
            all.change((tokens) => [made.api_token, ...tokens]);
          }}
        />
      )}
      <Secret label={texts.tokenSecret} secret={secret} />
      {ending.value && (
        <Confirm
          title={texts.revoke}
          action={texts.revoke}
          done={texts.revoked}
          onClose={() => {
            ending.value = undefined;
          }}
          work={async () => {
            const id = ending.value?.id ?? "";
            await of.revoke(id);
            all.change((tokens) => tokens.filter((one) => one.id !== id));
          }}
        >
          <p>{texts.revokeText(ending.value.name)}</p>
        </Confirm>
      )}
    </>
  );
}

function scopeText(scope: string): string {
  const texts = developerWords.value;
  const [area = "", right] = scope.split(":");
  return `${texts.areas[area] ?? area}: ${right === "write" ? texts.write : texts.read}`;
}

function NewToken({
  of,
  without,
  onMade,
}: {
  of: TokenSource;
  without: readonly string[];
  onMade: (made: Schemas["NewApiToken"]) => void;
}) {
  const texts = developerWords.value;
  const form = useForm(["name", "scopes"]);
  const chosen = useSignal<readonly string[]>([]);
  const life = useSignal("90");
  const submit = () =>
    form.submit(async () => {
      const made = await of.make({
        name: (form.values.name.value ?? "").trim(),
        scopes: [...chosen.value],
        expires_at: new Date(Date.now() + Number(life.value) * 86_400_000).toISOString(),
      });
      form.values.name.value = "";
      chosen.value = [];
      onMade(made);
    });
  return (
    <form
      class="panel"
      aria-labelledby="new-token"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen.value.length === 0) {
          form.errors.value = { scopes: texts.scopeNeeded };
        } else {
          void submit();
        }
      }}
    >
      <h2 id="new-token">{texts.newToken}</h2>
      <Field
        {...form.of("name")}
        label={texts.tokenName}
        hint={texts.tokenNameHint}
        dir="auto"
        autocomplete="off"
        maxLength={100}
        required
      />
      <div class="table-box scopes">
        <table aria-describedby="scope-hint">
          <caption class="visually-hidden">{texts.scopes}</caption>
          <thead>
            <tr>
              <th scope="col">{texts.scopes}</th>
              <th scope="col">{texts.read}</th>
              <th scope="col">{texts.write}</th>
            </tr>
          </thead>
          <tbody>
            {areas.map((area) => (
              <tr key={area}>
                <th scope="row">{texts.areas[area]}</th>
                {rights.map((right) => {
                  const scope = `${area}:${right}`;
                  return (
                    <td key={right}>
                      {without.includes(scope) ? (
                        <span class="small soft">{texts.notOpen}</span>
                      ) : (
                        <input
                          type="checkbox"
                          aria-label={scopeText(scope)}
                          checked={chosen.value.includes(scope)}
                          onChange={(change) => {
                            const rest = chosen.value.filter((one) => one !== scope);
                            chosen.value = change.currentTarget.checked ? [...rest, scope] : rest;
                          }}
                        />
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="small soft" id="scope-hint">
        {texts.writeHint}
      </p>
      <PickOne
        label={texts.expires}
        value={life.value}
        options={lives.map((days) => [String(days), texts.days(days)])}
        onValue={(value) => {
          life.value = value;
        }}
      />
      {(form.error.value || form.errors.value.scopes) && (
        <p class="field-error" role="alert">
          {form.error.value || form.errors.value.scopes}
        </p>
      )}
      <div>
        <Button type="submit" kind="primary" isBusy={form.isBusy.value}>
          {texts.newToken}
        </Button>
      </div>
    </form>
  );
}
