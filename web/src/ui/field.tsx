import "./field.css";
import type { TargetedEvent } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { words } from "../words/words.js";

/** The form that was sent last, until something is written. */
let sent: EventTarget | null = null;
addEventListener(
  "submit",
  (submit) => {
    sent = submit.target;
  },
  { capture: true },
);
addEventListener(
  "input",
  () => {
    sent = null;
  },
  { capture: true },
);

/** The first faulty field of a form that was sent gets the focus, so that the fault is seen and heard. */
function useFault<Kind extends HTMLInputElement | HTMLTextAreaElement>(error: string | undefined) {
  const field = useRef<Kind>(null);
  useLayoutEffect(() => {
    // After all fields of the form have their faults.
    queueMicrotask(() => {
      const form = field.current?.form;
      if (error && form && form === sent && form.querySelector("[aria-invalid]") === field.current) {
        sent = null;
        field.current?.focus();
      }
    });
  }, [error]);
  return field;
}

interface FieldProps {
  label: string;
  hint?: string;
  error?: string;
  value: string;
  onValue: (value: string) => void;
  type?: "text" | "email" | "password" | "number" | "date" | "time" | "datetime-local" | "url" | "tel";
  name?: string;
  autocomplete?: string;
  autocapitalize?: "none";
  spellcheck?: boolean;
  dir?: "auto" | "ltr";
  required?: boolean;
  maxLength?: number;
  min?: string | number;
  max?: string | number;
  step?: string | number;
  placeholder?: string;
  inputMode?: "numeric" | "decimal";
  /** The id of a list of suggestions. */
  list?: string;
  onFocus?: (focus: TargetedEvent<HTMLInputElement>) => void;
  /** Writing has ended. */
  onChange?: () => void;
}

/** A labelled field. An error replaces nothing: it stands under the hint and is read with the field. */
export function Field({ label, hint, error, value, onValue, type = "text", ...rest }: FieldProps) {
  const id = useId();
  const field = useFault<HTMLInputElement>(error);
  const [isShown, setShown] = useState(false);
  const texts = words.value.signIn;
  const isPassword = type === "password";
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="field-box">
        <input
          {...rest}
          ref={field}
          id={id}
          type={(isPassword && isShown ? "text" : type) as "text"}
          value={value}
          onInput={(input) => onValue(input.currentTarget.value)}
          aria-invalid={error ? true : undefined}
          aria-describedby={`${hint ? `${id}-hint` : ""} ${error ? `${id}-error` : ""}`.trim() || undefined}
        />
        {isPassword && (
          <button type="button" class="reveal" aria-pressed={isShown} onClick={() => setShown(!isShown)}>
            {isShown ? texts.hide : texts.show}
          </button>
        )}
      </div>
      {hint && (
        <p id={`${id}-hint`} class="small soft">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} class="small field-error">
          {error}
        </p>
      )}
    </div>
  );
}

interface SelectProps {
  label: string;
  value: string;
  options: readonly (readonly [value: string, text: string])[];
  onValue: (value: string) => void;
}

/** A choice of one among several, as the device shows it. */
export function Select({ label, value, options, onValue }: SelectProps) {
  const id = useId();
  return (
    <div class="select">
      <label for={id} class="visually-hidden">
        {label}
      </label>
      <select id={id} value={value} class={value ? "is-set" : undefined} onChange={(change) => onValue(change.currentTarget.value)}>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A few exclusive choices, all visible. */
export function Choice({ label, value, options, onValue }: SelectProps) {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend>{label}</legend>
      <div>
        {options.map(([option, text]) => (
          <label key={option}>
            <input type="radio" name={name} value={option} checked={option === value} onChange={() => onValue(option)} />
            <span lang={option === "ar" || option === "en" ? option : undefined}>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface TextAreaProps extends Pick<FieldProps, "label" | "hint" | "error" | "value" | "onValue" | "maxLength"> {
  rows?: number;
}

/** A labelled field of several lines. It grows with its text. */
export function TextArea({ label, hint, error, value, onValue, rows = 4, maxLength }: TextAreaProps) {
  const id = useId();
  const field = useFault<HTMLTextAreaElement>(error);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        ref={field}
        id={id}
        rows={rows}
        maxLength={maxLength}
        dir={value ? "auto" : undefined}
        value={value}
        onInput={(input) => onValue(input.currentTarget.value)}
        aria-invalid={error ? true : undefined}
        aria-describedby={hint || error ? `${id}-hint` : undefined}
      />
      {(hint || error) && (
        <p id={`${id}-hint`} class={error ? "small field-error" : "small soft"}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
}

/** A choice among several, with its label above it, for forms. */
export function PickOne({ label, value, options, onValue, hint }: SelectProps & { hint?: string }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="select">
        <select
          id={id}
          value={value}
          aria-describedby={hint ? `${id}-hint` : undefined}
          onChange={(change) => onValue(change.currentTarget.value)}
        >
          {options.map(([option, text]) => (
            <option key={option} value={option}>
              {text}
            </option>
          ))}
        </select>
      </div>
      {hint && (
        <p id={`${id}-hint`} class="small soft">
          {hint}
        </p>
      )}
    </div>
  );
}

/** Yes or no. */
export function Check({ label, hint, isOn, onChange }: { label: string; hint?: string; isOn: boolean; onChange: (isOn: boolean) => void }) {
  const id = useId();
  return (
    <div class="check">
      <input
        id={id}
        type="checkbox"
        checked={isOn}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(change) => onChange(change.currentTarget.checked)}
      />
      <label for={id}>{label}</label>
      {hint && (
        <p id={`${id}-hint`} class="small soft">
          {hint}
        </p>
      )}
    </div>
  );
}
