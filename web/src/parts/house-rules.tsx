import { useState } from "preact/hooks";
import { ServerHtml } from "../ui/html.js";
import { words } from "../words/words.js";

/** Whether a reader has opened them on the page that the server rendered, which is there until this screen is. */
let wasOpen = document.querySelector("details.house-rules[open]") !== null;

function takeOpen(): boolean {
  const before = wasOpen;
  wasOpen = false;
  return before;
}

/** What the members of a community keep to, for one to open. `isJoining`: joining is to agree to it. */
export function HouseRules({ html, isJoining, isOpen = false }: { html: string | null; isJoining: boolean; isOpen?: boolean }) {
  const texts = words.value.communities;
  const [isOpenAtFirst] = useState(() => takeOpen() || isOpen);
  return html === null ? null : (
    <>
      <details class="house-rules" open={isOpenAtFirst}>
        <summary>{texts.rules}</summary>
        <ServerHtml html={html} />
      </details>
      {isJoining && <p class="small soft">{texts.agree}</p>}
    </>
  );
}
