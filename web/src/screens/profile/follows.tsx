import "../../parts/listing.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { api, me } from "../../app/api.js";
import { useList } from "../../app/list.js";
import { useLoad } from "../../app/load.js";
import { place, type ScreenProps, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { Listing } from "../../parts/listing.js";
import { NeedAccount } from "../../parts/need-account.js";
import { nameOf, PersonLine } from "../../parts/person.js";
import { SubNav } from "../../parts/subnav.js";
import { ButtonLink } from "../../ui/button.js";
import { Bone, Empty, Failure, Skeleton } from "../../ui/states.js";
import { day } from "../../words/format.js";
import { peopleWords } from "../people/words.js";
import { profileWords } from "./words.js";

type User = Schemas["PublicUserView"];

/** The followers of a person, or the people whom the person follows: the last part of the address says which. */
export default function Follows({ parameters: { id = "" } }: ScreenProps) {
  const texts = profileWords.value;
  const isFollowing = place.value.path.endsWith("/following");
  return (
    <Screen title={isFollowing ? texts.following : texts.followers} class="page tight">
      <NeedAccount isFull>
        <Body key={`${id} ${isFollowing}`} id={id} isFollowing={isFollowing} />
      </NeedAccount>
    </Screen>
  );
}

function Body({ id, isFollowing }: { id: string; isFollowing: boolean }) {
  const texts = profileWords.value;
  const user = useSignal<User | undefined>(undefined);
  const loading = useLoad(async () => {
    user.value = await api.users.get(id);
  }, [id, me.value?.id]);
  const all = useList<Schemas["FollowView"]>(
    (cursor) => (isFollowing ? api.users.following(id, { limit: 50, cursor }) : api.users.followers(id, { limit: 50, cursor })),
    [id, me.value?.id],
  );
  if (loading.error) {
    return <Failure error={loading.error} retry={loading.again} />;
  }
  if (!user.value) {
    return (
      <Skeleton>
        <Bone kind="title" />
        <Bone kind="row" />
      </Skeleton>
    );
  }
  const profile = to(`/users/${id}`);
  return (
    <>
      <header class="stack">
        <h1 dir="auto">{nameOf(user.value)}</h1>
        <SubNav
          label={nameOf(user.value)}
          here={place.value.path}
          links={[
            [profile, texts.about],
            [`${profile}/followers`, texts.followers],
            [`${profile}/following`, texts.following],
          ]}
        />
      </header>
      <Listing
        of={all}
        label={isFollowing ? texts.following : texts.followers}
        empty={
          <Empty icon="people" title={isFollowing ? texts.followingNone : texts.followersNone} text={texts.followsText}>
            <ButtonLink href={to("/people")}>{peopleWords.value.find}</ButtonLink>
          </Empty>
        }
      >
        {(one) => (
          <li key={one.user.id}>
            <PersonLine person={one.user} text={texts.since(day(one.since))} />
          </li>
        )}
      </Listing>
    </>
  );
}
