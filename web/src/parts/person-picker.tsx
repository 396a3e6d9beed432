import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useAct } from "../app/act.js";
import { api } from "../app/api.js";
import { useLoad } from "../app/load.js";
import { Button } from "../ui/button.js";
import { SearchBox } from "../ui/search-box.js";
import { sentence } from "../ui/states.js";
import { words } from "../words/words.js";
import { PersonLine, type SomePerson } from "./person.js";

/** Finds a person by name and does one thing with them. */
export function PersonPicker({
  action,
  onPick,
  children,
}: {
  action: string;
  onPick: (person: SomePerson) => PromiseLike<unknown>;
  children?: ComponentChildren;
}) {
  const q = useSignal("");
  const found = useSignal<readonly SomePerson[]>([]);
  const { run } = useAct();
  const loading = useLoad(
    async (signal) => {
      const items = q.value ? (await api.discover.people({ q: q.value, limit: 5 }, { signal })).items : [];
      if (!signal.aborted) {
        found.value = items;
      }
    },
    [q.value],
  );
  return (
    <div class="stack">
      <SearchBox
        label={action}
        placeholder={words.value.common.findPerson}
        value={q.value}
        onValue={(text) => {
          q.value = text;
        }}
      />
      {loading.error !== undefined && (
        <p class="field-error" role="alert">
          {sentence(loading.error)}
        </p>
      )}
      {children}
      {found.value.length > 0 && (
        <ul class="rows">
          {found.value.map((person) => (
            <li key={person.id}>
              <PersonLine person={person} text={<bdi>@{String(person.username)}</bdi>}>
                <Button
                  onClick={() =>
                    run(async () => {
                      await onPick(person);
                      found.value = found.value.filter((one) => one.id !== person.id);
                    }, words.value.common.saved)
                  }
                >
                  {action}
                </Button>
              </PersonLine>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
