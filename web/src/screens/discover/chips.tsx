import "./chips.css";
import type { ComponentChildren } from "preact";
import { words } from "../../words/words.js";

/** Cities that are offered at most. */
const Cities = 8;

/** The cities of events, the most frequent first; the chosen one is always among them. */
export function citiesOf(names: readonly string[], chosen: string): string[] {
  const counts = new Map<string, number>(chosen ? [[chosen, Number.POSITIVE_INFINITY]] : []);
  for (const name of names) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const offered = [...counts].sort(([, one], [, other]) => other - one).slice(0, Cities);
  return offered.map(([name]) => name).sort();
}

type Options = readonly (readonly [value: string, text: string])[];

/** Exclusive filters, each pressed or not. The one that is pressed again is off. */
function Group({ label, value, options, onValue }: { label: string; value: string; options: Options; onValue: (value: string) => void }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is no flex box in every browser
    <div class="chips" role="group" aria-label={label}>
      {options.map(([option, text]) => (
        <button
          key={option}
          type="button"
          class="chip"
          aria-pressed={option === value}
          onClick={() => onValue(option === value ? "" : option)}
        >
          <bdi>{text}</bdi>
        </button>
      ))}
    </div>
  );
}

interface ChipsProps {
  when: string;
  price: string;
  city: string;
  cities: readonly string[];
  onWhen: (value: string) => void;
  onPrice: (value: string) => void;
  onCity: (value: string) => void;
  /** At the end of the line. */
  children?: ComponentChildren;
}

/** The filters of days, price and city, in one line that scrolls. */
export function Chips({ when, price, city, cities, onWhen, onPrice, onCity, children }: ChipsProps) {
  const texts = words.value.discover;
  return (
    <div class="chip-line">
      <Group
        label={texts.when}
        value={when}
        onValue={onWhen}
        options={[
          ["today", texts.today],
          ["weekend", texts.weekend],
          ["week", texts.week],
          ["month", texts.month],
        ]}
      />
      <Group
        label={texts.price}
        value={price}
        onValue={onPrice}
        options={[
          ["free", texts.free],
          ["paid", texts.paid],
        ]}
      />
      <Group label={texts.city} value={city} onValue={onCity} options={cities.map((name) => [name, name])} />
      {children}
    </div>
  );
}
