-- Groups, circles and communities (Communities/), and who belongs to them (Membership/).
CREATE TABLE communities (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('group', 'circle', 'community')),
    name text NOT NULL,
    description text,
    category text,
    region text,
    interest text,
    tags text[] NOT NULL DEFAULT '{}',
    color text,
    picture_key text,
    visibility text NOT NULL CHECK (visibility IN ('public', 'private', 'paid')),
    -- What joining a paid one costs: once, or for each month.
    price_cents bigint CHECK (price_cents > 0),
    currency text,
    price_credits bigint CHECK (price_credits > 0),
    billing text CHECK (billing IN ('one_time', 'monthly')),
    member_count integer NOT NULL CHECK (member_count >= 0),
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    -- Hidden from all but its owners: taken down by moderators, or waiting for them because of a rule.
    removed_at timestamptz,
    held_at timestamptz,
    region_key text,
    category_key text,
    search_name text NOT NULL,
    CHECK ((visibility = 'paid') = (price_cents IS NOT NULL AND currency IS NOT NULL AND billing IS NOT NULL))
);

-- A membership has one row for ever: who comes back goes on with its version.
CREATE TABLE community_members (
    id uuid PRIMARY KEY,
    community_id uuid NOT NULL REFERENCES communities,
    user_id uuid NOT NULL,
    version bigint NOT NULL,
    is_member boolean NOT NULL,
    role text NOT NULL CHECK (role IN ('owner', 'moderator', 'member')),
    joined_at timestamptz NOT NULL,
    left_at timestamptz,
    leave_reason text CHECK (leave_reason IN ('left', 'removed', 'banned', 'expired', 'deleted')),
    UNIQUE (community_id, user_id),
    CHECK (is_member = (left_at IS NULL))
);
CREATE INDEX community_members_of_user ON community_members (user_id, joined_at DESC, community_id) WHERE is_member;
CREATE INDEX community_members_of_community ON community_members (community_id, joined_at DESC, user_id) WHERE is_member;
