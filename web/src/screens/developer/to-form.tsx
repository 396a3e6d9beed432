import { Button } from "../../ui/button.js";
import { developerWords } from "./words.js";

/** The one action of an empty list: it leads to the form below, whose heading has this id. */
export function ToForm({ id }: { id: string }) {
  const lead = () => document.querySelector<HTMLElement>(`[aria-labelledby="${id}"] input`)?.focus();
  return <Button onClick={lead}>{developerWords.value.first}</Button>;
}
