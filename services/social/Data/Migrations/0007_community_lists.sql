-- Finding communities (Communities/CommunitySearch). Keys are normalised by the service, since lower() depends on the database's locale.
ALTER TABLE communities
    ADD COLUMN name_key text NOT NULL DEFAULT '',
    ADD COLUMN interest_key text,
    ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('simple', search_name)) STORED;

-- What everybody may know of. Of the rest, a person sees the few that they belong to, which are found by the membership.
CREATE INDEX communities_listed ON communities (created_at DESC, id DESC)
    WHERE deleted_at IS NULL AND removed_at IS NULL AND held_at IS NULL AND visibility <> 'private';
-- It makes each change of a count a new entry in every index here; finding the largest without it would read them all.
CREATE INDEX communities_listed_members ON communities (member_count DESC, id DESC)
    WHERE deleted_at IS NULL AND removed_at IS NULL AND held_at IS NULL AND visibility <> 'private';
CREATE INDEX communities_listed_name ON communities (name_key, id)
    WHERE deleted_at IS NULL AND removed_at IS NULL AND held_at IS NULL AND visibility <> 'private';
CREATE INDEX communities_listed_kind ON communities (kind, created_at DESC, id DESC)
    WHERE deleted_at IS NULL AND removed_at IS NULL AND held_at IS NULL AND visibility <> 'private';
CREATE INDEX communities_listed_visibility ON communities (visibility, created_at DESC, id DESC)
    WHERE deleted_at IS NULL AND removed_at IS NULL AND held_at IS NULL AND visibility <> 'private';
CREATE INDEX communities_listed_category ON communities (category_key, created_at DESC, id DESC)
    WHERE deleted_at IS NULL AND removed_at IS NULL AND held_at IS NULL AND visibility <> 'private';
CREATE INDEX communities_listed_region ON communities (region_key, created_at DESC, id DESC)
    WHERE deleted_at IS NULL AND removed_at IS NULL AND held_at IS NULL AND visibility <> 'private';
CREATE INDEX communities_listed_interest ON communities (interest_key, created_at DESC, id DESC)
    WHERE deleted_at IS NULL AND removed_at IS NULL AND held_at IS NULL AND visibility <> 'private';
CREATE INDEX communities_listed_tags ON communities USING gin (tags)
    WHERE deleted_at IS NULL AND removed_at IS NULL AND held_at IS NULL AND visibility <> 'private';
CREATE INDEX communities_listed_search ON communities USING gin (search)
    WHERE deleted_at IS NULL AND removed_at IS NULL AND held_at IS NULL AND visibility <> 'private';

-- How many somebody founded of late, and how many they own.
CREATE INDEX communities_founded ON communities (created_by, created_at DESC);
CREATE INDEX community_members_owned ON community_members (user_id) WHERE is_member AND role = 'owner';
