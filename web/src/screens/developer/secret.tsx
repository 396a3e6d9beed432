import "./developer.css";
import { copy } from "../../app/copy.js";
import { Button } from "../../ui/button.js";
import { Dialog } from "../../ui/dialog.js";
import { developerWords } from "./words.js";

/** A secret that the server shows only once. */
export function Secret({ label, value, onClose }: { label: string; value: string; onClose: () => void }) {
  const texts = developerWords.value;
  return (
    <Dialog title={texts.secretTitle} onClose={onClose}>
      <p>{texts.secretText}</p>
      <p class="small soft" id="secret-label">
        {label}
      </p>
      <output class="secret mono" dir="ltr" aria-labelledby="secret-label">
        {value}
      </output>
      <Button kind="primary" icon="link" isWide onClick={() => copy(value)}>
        {texts.copy}
      </Button>
      <Button isWide onClick={onClose}>
        {texts.kept}
      </Button>
    </Dialog>
  );
}
