import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { api } from "../../app/api.js";
import { useLoad } from "../../app/load.js";
import { to } from "../../app/router.js";
import { PersonLine } from "../../parts/person.js";
import { communities } from "../../store/store.js";
import { Tag } from "../../ui/tag.js";
import { words } from "../../words/words.js";
import { talkWords } from "./words.js";

/** Members that are shown beside a discussion: those with a role come first in the list. */
const Shown = 8;

/** The community of a discussion, and some of its members. */
export function AboutCommunity({ id }: { id: string }) {
  const community = communities.of(id).value;
  const members = useSignal<readonly Schemas["MemberView"][]>([]);
  const isMember = community?.is_member ?? false;
  // Beside the discussion it is no loss where it cannot be read.
  useLoad(async () => {
    members.value = isMember ? (await api.communities.members(id, { limit: Shown })).items : [];
  }, [id, isMember]);
  if (!community) {
    return null;
  }
  return (
    <section class="stack" aria-label={community.name}>
      {/* In the third column both stand in the first one already. */}
      <p class="line-title details-once">
        <a href={to(`/communities/${id}`)} dir="auto">
          {community.name}
        </a>
      </p>
      {community.description && (
        <p class="soft cut details-text details-once in-line" dir="auto">
          {community.description}
        </p>
      )}
      {members.value.length > 0 && (
        <>
          <h2>{words.value.communities.members(community.member_count)}</h2>
          <ul class="rows">
            {members.value.map((one) => (
              <li key={one.user_id}>
                <PersonLine person={{ ...one, id: one.user_id }}>
                  {one.role !== "member" && <Tag kind="accent">{words.value.communities.roles[one.role] ?? one.role}</Tag>}
                </PersonLine>
              </li>
            ))}
          </ul>
          <p>
            <a href={to(`/communities/${id}/manage`)}>{talkWords.value.allMembers}</a>
          </p>
        </>
      )}
    </section>
  );
}
