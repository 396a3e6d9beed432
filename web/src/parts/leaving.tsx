import "./leaving.css";
import { Button, ButtonLink } from "../ui/button.js";
import { Dialog } from "../ui/dialog.js";
import { leavingWords } from "./leaving-words.js";

/** Shows where a link leads, with the site set off: in `https://bank.example@thief.example/` it is the second one. */
export function Leaving({ address, onEnd }: { address: URL; onEnd: (isLeft: boolean) => void }) {
  const texts = leavingWords.value;
  const after = address.pathname + address.search + address.hash;
  return (
    <Dialog title={texts.title} onClose={() => onEnd(false)}>
      <p class="soft">{texts.text}</p>
      <p class="leaving-address mono small" dir="ltr">
        {address.href.slice(0, -(address.host + after).length)}
        <strong>{address.host}</strong>
        {after}
      </p>
      <ButtonLink kind="primary" isWide href={address.href} target="_blank" rel="noopener noreferrer" onClick={() => onEnd(true)}>
        {texts.go(address.host)}
      </ButtonLink>
      <Button isWide onClick={() => onEnd(false)}>
        {texts.stay}
      </Button>
    </Dialog>
  );
}
