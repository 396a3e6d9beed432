import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Field } from "../ui/field.js";
import { catalogue, locale } from "../words/words.js";
import { labelOf, type ZoneNames, zoneNames, zoneOf } from "./zones.js";

const zoneWords = catalogue({
  en: {
    hint: "Write a city of the zone, such as Dubai, Cairo or Berlin.",
    unknown: (text: string) => `No time zone is known as “${text}”. Try a larger city of the same zone.`,
  },
  ar: {
    hint: "اكتب اسم البلد، أو اسم مدينة بالحروف اللاتينية مثل Dubai أو Cairo.",
    unknown: (text: string) => `لا نعرف منطقة زمنية باسم «${text}». جرّب مدينة أكبر في المنطقة نفسها.`,
  },
});

/** Takes the zone that is written in a field. Answers whether there is one. */
export type Settle = () => Promise<boolean>;

/** A time zone, found by its city. A form asks `settled` before it saves: a zone may be written that was not taken yet. */
export function ZoneField({
  label,
  value,
  settled,
  onValue,
}: {
  label: string;
  value: string;
  settled?: { current: Settle | undefined };
  onValue: (zone: string) => void;
}) {
  const texts = zoneWords.value;
  const list = useId();
  const [zones] = useState(() => [...new Set([value, ...Intl.supportedValuesOf("timeZone")])]);
  const text = useSignal(labelOf(value));
  const unknown = useSignal("");
  const names = useSignal<ZoneNames | undefined>(undefined);
  const stopped = useRef("");
  useEffect(() => {
    text.value = labelOf(value);
  }, [value]);
  const prepare = async () => {
    const known = await zoneNames(zones, locale.value);
    names.value = known;
    return known;
  };
  const take = (zone: string) => {
    text.value = labelOf(zone);
    if (zone !== value) {
      onValue(zone);
    }
  };
  /** Takes the zone that was meant. A text that means none gives way to the present zone. */
  const settle = async () => {
    const typed = text.value;
    if (typed === labelOf(value)) {
      // One that is not known stops a save once: the reader sees then which zone stays.
      const isNews = unknown.value !== stopped.current;
      stopped.current = unknown.value;
      return !(unknown.value && isNews);
    }
    const found = zoneOf(typed, zones) ?? zoneOf(typed, zones, await prepare());
    if (text.value === typed) {
      unknown.value = found ? "" : typed.trim();
      take(found ?? value);
    }
    return Boolean(found);
  };
  if (settled) {
    settled.current = settle;
  }
  return (
    <>
      <Field
        label={label}
        hint={texts.hint}
        error={unknown.value && texts.unknown(unknown.value)}
        dir="auto"
        autocomplete="off"
        spellcheck={false}
        list={list}
        value={text.value}
        onFocus={(focus) => {
          void prepare();
          focus.currentTarget.select();
        }}
        onValue={(next) => {
          text.value = next;
          unknown.value = "";
          // A choice from the list counts at once.
          const chosen = zones.find((zone) => labelOf(zone) === next);
          if (chosen) {
            take(chosen);
          }
        }}
        onChange={() => void settle()}
      />
      <datalist id={list}>
        {zones.map((zone) => (
          <option key={zone} value={labelOf(zone)}>
            {names.value?.get(zone)}
          </option>
        ))}
      </datalist>
    </>
  );
}
