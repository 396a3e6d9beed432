import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { api, me } from "../../app/api.js";
import { useLoad } from "../../app/load.js";
import { Confirm } from "../../parts/confirm.js";
import { TableBox } from "../../parts/table-box.js";
import { Button } from "../../ui/button.js";
import { Check } from "../../ui/field.js";
import { Bone, Failure, Skeleton } from "../../ui/states.js";
import { clock, month } from "../../words/format.js";
import { adminWords } from "./words.js";

/** The companion's counts, and the keys that sign sessions. */
export function Service() {
  return (
    <>
      <Counts />
      <Keys />
    </>
  );
}

function Counts() {
  const texts = adminWords.value;
  const known = useSignal<Schemas["SafetyCounts"] | undefined>(undefined);
  const loading = useLoad(async () => {
    known.value = await api.companion.safetyCounts();
  }, [me.value?.id]);
  const now = known.value;
  return (
    <section class="panel" aria-labelledby="counts">
      <h2 id="counts">{texts.counts}</h2>
      <p class="soft">{texts.countsText}</p>
      {!now ? (
        loading.error ? (
          <Failure error={loading.error} retry={loading.again} />
        ) : (
          <Skeleton>
            <Bone kind="row" />
          </Skeleton>
        )
      ) : now.items.length === 0 ? (
        <p>{texts.countsNone}</p>
      ) : (
        <>
          <TableBox label={texts.finding}>
            <table aria-labelledby="counts">
              <thead>
                <tr>
                  <th scope="col">{texts.month}</th>
                  <th scope="col">{texts.source}</th>
                  <th scope="col">{texts.finding}</th>
                  <th scope="col">{texts.count}</th>
                </tr>
              </thead>
              <tbody>
                {now.items.map((one) => (
                  <tr key={`${one.month} ${one.source} ${one.kind} ${one.severity}`}>
                    <th scope="row">{month(`${one.month}-15`)}</th>
                    <td>{texts.sources[one.source] ?? one.source}</td>
                    <td>
                      {texts.findings[one.kind] ?? one.kind}
                      {one.severity && ` (${texts.severities[one.severity] ?? one.severity})`}
                    </td>
                    <td>{one.count}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableBox>
          {now.precision.length > 0 && <Precision of={now.precision} />}
        </>
      )}
    </section>
  );
}

/** How many findings no reader called wrong: at most so many were right. */
function Precision({ of }: { of: readonly Schemas["SafetyPrecision"][] }) {
  const texts = adminWords.value;
  return (
    <>
      <h3 id="precision">{texts.precision}</h3>
      <p class="soft">{texts.precisionText}</p>
      <TableBox label={texts.precision}>
        <table aria-labelledby="precision">
          <thead>
            <tr>
              <th scope="col">{texts.finding}</th>
              <th scope="col">{texts.count}</th>
              <th scope="col">{texts.notMeant}</th>
              <th scope="col">{texts.precision}</th>
            </tr>
          </thead>
          <tbody>
            {of.map((one) => (
              <tr key={one.kind}>
                <th scope="row">{texts.findings[one.kind] ?? one.kind}</th>
                <td>{texts.number(one.found)}</td>
                <td>{texts.number(one.not_meant)}</td>
                <td>{texts.share(one.share)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
    </>
  );
}

function Keys() {
  const texts = adminWords.value;
  const isAsking = useSignal(false);
  const isLeaked = useSignal(false);
  const made = useSignal<Schemas["RotatedKey"] | undefined>(undefined);
  return (
    <section class="panel" aria-labelledby="keys">
      <h2 id="keys">{texts.keys}</h2>
      <p class="soft">{texts.keysText}</p>
      {made.value && (
        <p role="status">
          {texts.keyMade(clock(made.value.signs_from))} <bdi class="mono small">{made.value.kid}</bdi>
        </p>
      )}
      <div>
        <Button
          onClick={() => {
            isLeaked.value = false;
            isAsking.value = true;
          }}
        >
          {texts.newKey}
        </Button>
      </div>
      {isAsking.value && (
        <Confirm
          title={texts.newKey}
          action={texts.newKey}
          onClose={() => {
            isAsking.value = false;
          }}
          work={async () => {
            made.value = await api.auth.rotateSigningKeys(isLeaked.value ? { immediate: true } : {});
          }}
        >
          <p>{texts.newKeyText}</p>
          <Check
            label={texts.leaked}
            hint={texts.leakedText}
            isOn={isLeaked.value}
            onChange={(isOn) => {
              isLeaked.value = isOn;
            }}
          />
        </Confirm>
      )}
    </section>
  );
}
