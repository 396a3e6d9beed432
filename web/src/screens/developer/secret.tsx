import "./developer.css";
import { Button } from "../../ui/button.js";
import { Dialog } from "../../ui/dialog.js";
import { toast } from "../../ui/toast.js";
import { words } from "../../words/words.js";
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
      <Button
        kind="primary"
        icon="link"
        isWide
        onClick={async () => {
          await navigator.clipboard.writeText(value);
          toast(words.value.common.copied);
        }}
      >
        {texts.copy}
      </Button>
      <Button isWide onClick={onClose}>
        {texts.kept}
      </Button>
    </Dialog>
  );
}
