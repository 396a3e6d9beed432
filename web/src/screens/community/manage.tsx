import { useDraft } from "../../parts/draft.js";
import "../../parts/listing.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { copy } from "../../app/copy.js";
import { useList } from "../../app/list.js";
import { useLoad } from "../../app/load.js";
import { go, place, query, type ScreenProps, setQuery, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { CaseList } from "../../parts/case.js";
import { CaseContent } from "../../parts/case-content.js";
import { Confirm } from "../../parts/confirm.js";
import { Listing } from "../../parts/listing.js";
import { Menu, type MenuItem } from "../../parts/menu.js";
import { NeedAccount } from "../../parts/need-account.js";
import { nameOf, PersonLine } from "../../parts/person.js";
import { PersonPicker } from "../../parts/person-picker.js";
import { PictureButton } from "../../parts/picture-button.js";
import { SubNav } from "../../parts/subnav.js";
import { apply, type CommunityView, communities } from "../../store/store.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Field, PickOne } from "../../ui/field.js";
import { SearchBox } from "../../ui/search-box.js";
import { Bone, Empty, Failure, Skeleton } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { toast } from "../../ui/toast.js";
import { day } from "../../words/format.js";
import { words } from "../../words/words.js";
import { PaidAccess } from "./access.js";
import { CommunityForm } from "./form.js";
import { Qr } from "./qr.js";
import { communityWords } from "./words.js";

export default function Manage({ parameters: { id = "" } }: ScreenProps) {
  return (
    <Screen title={communityWords.value.manage} class="page tight">
      <NeedAccount isFull>
        <Body id={id} />
      </NeedAccount>
    </Screen>
  );
}

function Body({ id }: { id: string }) {
  const texts = communityWords.value;
  const community = communities.of(id).value;
  const part = query.value.get("part") ?? "";
  const isLeaving = useSignal(false);
  const loading = useLoad(async () => {
    apply([{ kind: "community", community: await api.communities.get(id) }]);
  }, [id, me.value?.id]);
  if (!community) {
    return loading.error ? (
      <Failure error={loading.error} retry={loading.again} />
    ) : (
      <Skeleton>
        <Bone kind="title" />
        <Bone kind="row" />
      </Skeleton>
    );
  }
  const isOwner = community.my_role === "owner";
  const isModerator = isOwner || community.my_role === "moderator";
  const at = (name: string) => to(`/communities/${id}/manage${name ? `?part=${name}` : ""}`);
  return (
    <>
      <header class="stack">
        <div class="page-head">
          <h1 dir="auto">{community.name}</h1>
          <ButtonLink kind="quiet" icon="chat" href={to(`/communities/${id}`)}>
            {texts.discussions}
          </ButtonLink>
          {community.is_member && !isOwner && (
            <Button
              onClick={() => {
                isLeaving.value = true;
              }}
            >
              {texts.leave}
            </Button>
          )}
        </div>
        <PaidAccess community={community} />
        <SubNav
          label={texts.manage}
          here={place.value.path + (part ? `?part=${part}` : "")}
          links={[
            [at(""), texts.members],
            ...(isModerator
              ? ([
                  [at("requests"), texts.requests],
                  [at("invitations"), texts.invitations],
                  [at("reports"), texts.moderation],
                ] as const)
              : []),
            ...(isOwner ? ([[at("settings"), texts.settings]] as const) : []),
          ]}
        />
      </header>
      {part === "requests" ? (
        <Requests id={id} />
      ) : part === "invitations" ? (
        <Invitations id={id} />
      ) : part === "reports" ? (
        <Reports id={id} />
      ) : part === "settings" ? (
        <Settings community={community} />
      ) : (
        <Members community={community} isOwner={isOwner} isModerator={isModerator} />
      )}
      {isLeaving.value && (
        <Confirm
          title={texts.leave}
          action={texts.leave}
          done={texts.left}
          onClose={() => {
            isLeaving.value = false;
          }}
          work={async () => {
            await api.communities.leave(id);
            go("/communities", { isStep: false });
          }}
        >
          <p>{texts.leaveText}</p>
        </Confirm>
      )}
    </>
  );
}

function Members({ community, isOwner, isModerator }: { community: CommunityView; isOwner: boolean; isModerator: boolean }) {
  const texts = communityWords.value;
  const { id } = community;
  const q = query.value.get("q") ?? "";
  const all = useList<Schemas["MemberView"]>((cursor) => api.communities.members(id, { limit: 50, cursor, ...(q ? { q } : {}) }), [id, q]);
  const banning = useSignal<Schemas["MemberView"] | undefined>(undefined);
  const { text: reason, write, clear } = useDraft(banning.value && `ban/${id}/${banning.value.user_id}`);
  const banned = useSignal(0);
  const promoting = useSignal<Schemas["MemberView"] | undefined>(undefined);
  const removing = useSignal<Schemas["MemberView"] | undefined>(undefined);
  const { run } = useAct();
  const setRole = (one: Schemas["MemberView"], role: string) =>
    api.communities
      .changeRole(id, one.user_id, { role })
      .then(() => all.change((items) => items.map((item) => (item.user_id === one.user_id ? { ...item, role } : item))));
  const changeRole = (one: Schemas["MemberView"], role: "member" | "moderator") =>
    run(async () => {
      await setRole(one, role);
      toast(words.value.common.saved, {
        text: words.value.common.undo,
        run: () => void run(() => setRole(one, one.role), words.value.common.saved),
      });
    });
  return (
    <>
      <SearchBox label={texts.search} placeholder={texts.search} value={q} onValue={(text) => setQuery({ q: text })} />
      <Listing of={all} label={texts.members} empty={<Empty icon="people" title={texts.members} text={words.value.communities.empty} />}>
        {(one) => {
          const mayManage = one.user_id !== me.value?.id && one.role !== "owner" && (isOwner || (isModerator && one.role === "member"));
          const items: MenuItem[] = [
            ...(isOwner
              ? ([
                  one.role === "moderator"
                    ? {
                        text: texts.makeMember,
                        icon: "user",
                        onChoose: () => void changeRole(one, "member"),
                      }
                    : {
                        text: texts.makeModerator,
                        icon: "shield",
                        onChoose: () => void changeRole(one, "moderator"),
                      },
                  {
                    text: texts.makeOwner,
                    icon: "star",
                    onChoose: () => {
                      promoting.value = one;
                    },
                  },
                ] as MenuItem[])
              : []),
            {
              text: texts.removeMember,
              icon: "close",
              onChoose: () => {
                removing.value = one;
              },
            },
            {
              text: texts.ban,
              icon: "block",
              onChoose: () => {
                banning.value = one;
              },
            },
          ];
          return (
            <li key={one.user_id}>
              <PersonLine person={{ ...one, id: one.user_id }} text={texts.joined(day(one.joined_at))}>
                {one.role !== "member" && <Tag kind="accent">{words.value.communities.roles[one.role] ?? one.role}</Tag>}
                {mayManage && <Menu label={`${words.value.common.options}: ${nameOf(one)}`} items={items} />}
              </PersonLine>
            </li>
          );
        }}
      </Listing>
      {isModerator && <Bans id={id} news={banned.value} />}
      {promoting.value && (
        <Confirm
          title={texts.makeOwner}
          action={texts.makeOwner}
          typed={nameOf(promoting.value)}
          done={words.value.common.saved}
          onClose={() => {
            promoting.value = undefined;
          }}
          work={() => setRole(promoting.value as Schemas["MemberView"], "owner")}
        >
          <p>{texts.ownerText(nameOf(promoting.value))}</p>
        </Confirm>
      )}
      {removing.value && (
        <Confirm
          title={texts.removeMember}
          action={texts.removeMember}
          onClose={() => {
            removing.value = undefined;
          }}
          work={async () => {
            const gone = removing.value as Schemas["MemberView"];
            all.dropLater(gone, () => api.communities.removeMember(id, gone.user_id), texts.removed(nameOf(gone)));
          }}
        >
          <p>{texts.removeText(nameOf(removing.value))}</p>
        </Confirm>
      )}
      {banning.value && (
        <Confirm
          title={texts.ban}
          action={texts.ban}
          onClose={() => {
            banning.value = undefined;
          }}
          work={async () => {
            const gone = banning.value as Schemas["MemberView"];
            const why = reason.value.trim() || null;
            all.dropLater(
              gone,
              async () => {
                await api.communities.ban(id, { user_id: gone.user_id, reason: why });
                clear();
                banned.value++;
              },
              texts.banned(nameOf(gone)),
            );
          }}
        >
          <p>{texts.banText(nameOf(banning.value))}</p>
          <Field label={texts.banReason} maxLength={500} dir="auto" value={reason.value} onValue={write} />
        </Confirm>
      )}
    </>
  );
}

/** `news`: how many bans were added here. */
function Bans({ id, news }: { id: string; news: number }) {
  const texts = communityWords.value;
  const all = useList<Schemas["BanView"]>((cursor) => api.communities.bans(id, { limit: 20, cursor }), [id], { again: [news] });
  return (
    <section class="stack" aria-labelledby="bans">
      <h2 id="bans">{texts.bans}</h2>
      <Listing of={all} empty={<p class="soft">{texts.bansNone}</p>}>
        {(one) => (
          <li key={one.user_id}>
            <PersonLine person={{ ...one, id: one.user_id }} text={one.reason && <bdi>{one.reason}</bdi>}>
              <Button onClick={() => all.dropLater(one, () => api.communities.liftBan(id, one.user_id), texts.lifted(nameOf(one)))}>
                {texts.lift}
              </Button>
            </PersonLine>
          </li>
        )}
      </Listing>
    </section>
  );
}

function Requests({ id }: { id: string }) {
  const texts = communityWords.value;
  const all = useList<Schemas["JoinRequestView"]>((cursor) => api.communities.requests(id, { limit: 30, cursor }), [id]);
  return (
    <Listing of={all} label={texts.requests} empty={<p class="soft">{texts.requestsNone}</p>}>
      {(one) => (
        <li key={one.id}>
          <PersonLine person={one.person} text={day(one.created_at)}>
            <Button
              kind="quiet"
              onClick={() => all.dropLater(one, () => api.communities.declineRequest(id, one.id), texts.declined(nameOf(one.person)))}
            >
              {texts.decline}
            </Button>
            <Button
              kind="primary"
              onClick={() => all.dropLater(one, () => api.communities.acceptRequest(id, one.id), texts.accepted(nameOf(one.person)))}
            >
              {texts.accept}
            </Button>
          </PersonLine>
        </li>
      )}
    </Listing>
  );
}

function Invitations({ id }: { id: string }) {
  const texts = communityWords.value;
  const all = useList<Schemas["InvitationView"]>((cursor) => api.communities.invitations(id, { limit: 30, cursor }), [id]);
  const links = useList<Schemas["LinkView"]>((cursor) => api.communities.links(id, { limit: 30, cursor }), [id]);
  const made = useSignal("");
  const mode = useSignal("join");
  const { isBusy, run } = useAct();
  return (
    <>
      <section class="panel" aria-labelledby="links">
        <h2 id="links">{texts.links}</h2>
        <p class="soft">{texts.linksText}</p>
        <div class="row make-link">
          <PickOne
            label={texts.mode}
            value={mode.value}
            options={Object.entries(texts.modes)}
            onValue={(value) => {
              mode.value = value;
            }}
          />
          <Button
            kind="primary"
            icon="link"
            isBusy={isBusy.value}
            onClick={() =>
              run(async () => {
                const { code } = await api.communities.createLink(id, { mode: mode.value });
                made.value = `${location.origin}${to(`/join/${code}`)}`;
                links.again();
              })
            }
          >
            {texts.makeLink}
          </Button>
        </div>
        {made.value && (
          <div class="panel calm" role="status">
            <h3>{texts.newLink}</h3>
            <p class="small">{texts.newLinkText}</p>
            <p class="mono small" dir="ltr">
              {made.value}
            </p>
            <div class="row">
              <Button icon="link" onClick={() => copy(made.value)}>
                {texts.copy}
              </Button>
            </div>
            <Qr text={made.value} label={texts.qr} />
          </div>
        )}
        <Listing of={links} empty={<p class="soft">{texts.linksNone}</p>}>
          {(one) => (
            <li key={one.id} class="line">
              <span class="line-text">
                <span class="line-title">{texts.modes[one.mode] ?? one.mode}</span>
                <span class="small soft">
                  {texts.uses(one.uses, one.max_uses)} · {day(one.created_at)}
                </span>
              </span>
              <span class="line-end">
                <Button kind="quiet" onClick={() => run(() => api.communities.revokeLink(id, one.id).then(links.again))}>
                  {texts.revoke}
                </Button>
              </span>
            </li>
          )}
        </Listing>
      </section>
      <section class="panel" aria-labelledby="invited">
        <h2 id="invited">{texts.invited}</h2>
        <PersonPicker action={texts.invite} onPick={(person) => api.communities.invite(id, { user_ids: [person.id] }).then(all.again)} />
        <Listing of={all} empty={<p class="soft">{texts.invitedNone}</p>}>
          {(one) => (
            <li key={one.id}>
              <PersonLine person={{ ...one, id: one.user_id }} text={day(one.created_at)}>
                <Button kind="quiet" onClick={() => run(() => api.communities.withdrawInvitation(id, one.user_id).then(all.again))}>
                  {texts.withdraw}
                </Button>
              </PersonLine>
            </li>
          )}
        </Listing>
      </section>
    </>
  );
}

function Reports({ id }: { id: string }) {
  const texts = communityWords.value;
  const all = useList<Schemas["CaseView"]>((cursor) => api.communities.reports(id, { limit: 30, cursor }), [id]);
  return (
    <CaseList
      of={all}
      label={texts.moderation}
      empty={<p class="soft">{texts.reportsNone}</p>}
      decisions={["dismiss", "remove"]}
      mayUndo
      onDecide={(caseId, body) => api.communities.resolveReport(id, caseId, body)}
      about={(caseId) => <CaseContent id={caseId} read={() => api.communities.report(id, caseId)} />}
    />
  );
}

function Settings({ community }: { community: CommunityView }) {
  const texts = communityWords.value;
  const isDeleting = useSignal(false);
  const take = (next: CommunityView) => apply([{ kind: "community", community: next }]);
  return (
    <>
      <div class="row">
        <PictureButton
          label={texts.choose}
          tooLarge={texts.tooLarge}
          shape="wide"
          onPick={async (file) => take(await api.communities.setPicture(community.id, file, {}, { contentType: file.type }))}
        />
      </div>
      <CommunityForm
        key={community.id}
        community={community}
        action={words.value.common.save}
        onSave={async (body) => {
          const { kind, category, ...changes } = body;
          take(
            await api.communities.update(community.id, {
              ...changes,
              ...(kind === "circle" ? { category } : {}),
            } as Schemas["CommunityChanges"]),
          );
          toast(words.value.common.saved);
        }}
      />
      <section class="panel">
        <div>
          <Button
            kind="danger"
            icon="trash"
            onClick={() => {
              isDeleting.value = true;
            }}
          >
            {texts.delete}
          </Button>
        </div>
      </section>
      {isDeleting.value && (
        <Confirm
          title={texts.delete}
          action={texts.delete}
          typed={community.name}
          onClose={() => {
            isDeleting.value = false;
          }}
          work={async () => {
            await api.communities.delete(community.id);
            go("/communities", { isStep: false });
          }}
        >
          <p>{texts.deleteText}</p>
        </Confirm>
      )}
    </>
  );
}
