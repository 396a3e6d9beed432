import { ServerHtml } from "../ui/html.js";
import { words } from "../words/words.js";

/** What the members of a community keep to, for one to open. `isJoining`: joining is to agree to it. */
export function HouseRules({ html, isJoining, isOpen }: { html: string | null; isJoining: boolean; isOpen?: boolean }) {
  const texts = words.value.communities;
  return html === null ? null : (
    <>
      <details class="house-rules" open={isOpen}>
        <summary>{texts.rules}</summary>
        <ServerHtml html={html} />
      </details>
      {isJoining && <p class="small soft">{texts.agree}</p>}
    </>
  );
}
