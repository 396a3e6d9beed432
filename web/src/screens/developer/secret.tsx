import "./developer.css";
import type { Signal } from "@preact/signals";
import { copy } from "../../app/copy.js";
import { Button } from "../../ui/button.js";
import { Dialog } from "../../ui/dialog.js";
import { developerWords } from "./words.js";

/** A secret that the server shows only once, until it is closed. */
export function Secret({ label, secret }: { label: string; secret: Signal<string> }) {
  const texts = developerWords.value;
  const onClose = () => {
    secret.value = "";
  };
  return secret.value ? (
    <Dialog title={texts.secretTitle} onClose={onClose}>
      <p>{texts.secretText}</p>
      <p class="small soft" id="secret-label">
        {label}
      </p>
      <output class="secret mono" dir="ltr" aria-labelledby="secret-label">
        {secret.value}
      </output>
      <Button kind="primary" icon="link" isWide onClick={() => copy(secret.value)}>
        {texts.copy}
      </Button>
      <Button isWide onClick={onClose}>
        {texts.kept}
      </Button>
    </Dialog>
  ) : null;
}
