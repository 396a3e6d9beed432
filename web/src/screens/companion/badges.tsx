import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { api, me } from "../../app/api.js";
import { useLoad } from "../../app/load.js";
import { Icon } from "../../ui/icon.js";
import { day } from "../../words/format.js";
import { locale } from "../../words/words.js";
import { companionWords } from "./words.js";

/** All badges: those that one has, and how far one is with the others. */
export function Badges() {
  const texts = companionWords.value;
  const all = useSignal<readonly Schemas["BadgeView"][]>([]);
  useLoad(async () => {
    const { items } = await api.companion.badges();
    all.value = [...items].sort((one, other) => Number(!one.earned_at) - Number(!other.earned_at));
  }, [me.value?.id, locale.value]);
  return (
    all.value.length > 0 && (
      <section class="stack" aria-labelledby="badges">
        <h2 id="badges">{texts.badges}</h2>
        <ul class="rows">
          {all.value.map((badge) => (
            <li key={badge.name} class={badge.earned_at ? "line" : "line soft"}>
              <Icon name="star" />
              <span class="line-text">
                <span class="line-title">{badge.title}</span>
                <span class="small soft">{badge.description}</span>
              </span>
              <span class="line-end small soft">{badge.earned_at ? day(badge.earned_at) : texts.soFar(badge.have, badge.need)}</span>
            </li>
          ))}
        </ul>
      </section>
    )
  );
}
