import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ZoneField } from "../../parts/zone-field.js";
import { Check, Field } from "../../ui/field.js";
import { notificationWords } from "./words.js";

type QuietHours = NonNullable<Schemas["Preferences"]["quiet_hours"]>;

const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** "22:00:00" as a field has it, and back. */
const short = (time: string) => time.slice(0, 5);
const long = (time: string) => `${time}:00`;

/** The hours in which the person wants no push and no summary, in their time zone. */
export function QuietHoursPanel({ value, onValue }: { value: QuietHours | null; onValue: (value: QuietHours | null) => void }) {
  const texts = notificationWords.value;
  // A time that is being written is not sent before it is whole.
  const draft = useSignal(value ?? { from: "22:00:00", to: "07:00:00", time_zone: ownZone() });
  // A refused change shows what the server has.
  useEffect(() => {
    if (value) {
      draft.value = value;
    }
  }, [value]);
  const set = (change: Partial<QuietHours>) => {
    draft.value = { ...draft.value, ...change };
    const { from, to } = draft.value;
    if (value && from.length === 8 && to.length === 8 && from !== to) {
      onValue(draft.value);
    }
  };
  return (
    <section class="panel" aria-labelledby="quiet">
      <h2 id="quiet">{texts.quiet}</h2>
      <Check label={texts.quietOn} hint={texts.quietText} isOn={value !== null} onChange={(isOn) => onValue(isOn ? draft.value : null)} />
      {value && (
        <div class="grid-2">
          <Field label={texts.quietFrom} type="time" value={short(draft.value.from)} onValue={(time) => set({ from: long(time) })} />
          <Field
            label={texts.quietTo}
            type="time"
            value={short(draft.value.to)}
            error={draft.value.from === draft.value.to ? texts.quietSame : undefined}
            onValue={(time) => set({ to: long(time) })}
          />
          <ZoneField label={texts.quietZone} value={draft.value.time_zone} onValue={(zone) => set({ time_zone: zone })} />
        </div>
      )}
    </section>
  );
}
