import "./leaving.css";
import { useRef } from "preact/hooks";
import { Button, ButtonLink } from "../ui/button.js";
import { Dialog } from "../ui/dialog.js";
import { leavingWords } from "./leaving-words.js";

/** Letters of an address that are shown after the site. */
const MostAfter = 160;
/** Milliseconds in which a second click is still meant for the link. */
const Settled = 500;

/** Shows where a link leads, with the site set off: in `https://bank.example@thief.example/` it is the second one. */
export function Leaving({ address, onEnd }: { address: URL; onEnd: (isLeft: boolean) => void }) {
  const texts = leavingWords.value;
  const since = useRef(performance.now());
  const isSettled = () => performance.now() - since.current >= Settled;
  const stay = () => {
    if (isSettled()) {
      onEnd(false);
    }
  };
  const before = /^[a-z]+:\/\/(?:[^/?#@]*@)?/.exec(address.href)?.[0] ?? "";
  const after = address.href.slice(before.length + address.host.length);
  return (
    <Dialog title={texts.title} onClose={stay}>
      <p class="soft">{texts.text}</p>
      <p class="leaving-address mono small" dir="ltr">
        {before}
        <strong>{address.host}</strong>
        {after.length > MostAfter ? `${after.slice(0, MostAfter)}…` : after}
      </p>
      <ButtonLink
        kind="primary"
        isWide
        href={address.href}
        target="_blank"
        rel="noopener noreferrer"
        onClick={(click) => (isSettled() ? onEnd(true) : click.preventDefault())}
      >
        {texts.go(address.host)}
      </ButtonLink>
      <Button isWide onClick={stay}>
        {texts.stay}
      </Button>
    </Dialog>
  );
}
