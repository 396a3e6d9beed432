-- What social announces of communities and of who is in them (Communities/), and of who blocks whom (Blocks/); what the events service
-- announces of events (Meaning/). Whatever comes first makes the row; version 0: the own fields were not heard of yet.
CREATE TABLE communities (
    id uuid PRIMARY KEY,
    version bigint NOT NULL DEFAULT 0,
    name text,
    kind text,
    visibility text,
    category text,
    region text,
    description text,
    tags text[] NOT NULL DEFAULT '{}',
    is_hidden boolean NOT NULL DEFAULT false,
    is_deleted boolean NOT NULL DEFAULT false,
    CHECK (version = 0 OR (name IS NOT NULL AND kind IS NOT NULL AND visibility IS NOT NULL))
);

CREATE TABLE memberships (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    community_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role text NOT NULL,
    is_member boolean NOT NULL,
    joined_at timestamptz
);

CREATE INDEX memberships_of_user ON memberships (user_id, community_id) WHERE is_member;
CREATE INDEX memberships_of_community ON memberships (community_id, user_id) WHERE is_member;

CREATE TABLE blocks (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    blocker_id uuid NOT NULL,
    blocked_id uuid NOT NULL,
    is_blocked boolean NOT NULL
);

CREATE INDEX blocks_by ON blocks (blocker_id, blocked_id) WHERE is_blocked;
CREATE INDEX blocks_of ON blocks (blocked_id, blocker_id) WHERE is_blocked;

-- Who is hidden from whom: a block hides each from the other.
CREATE VIEW hidden_from AS
    SELECT blocker_id AS user_id, blocked_id AS other_id FROM blocks WHERE is_blocked
    UNION ALL SELECT blocked_id, blocker_id FROM blocks WHERE is_blocked;

CREATE TABLE events (
    id uuid PRIMARY KEY,
    version bigint NOT NULL DEFAULT 0,
    organizer_id uuid,
    name text,
    event_type text,
    category text,
    region text,
    city text,
    starts_at timestamptz,
    ends_at timestamptz,
    visibility text,
    description text,
    is_cancelled boolean NOT NULL DEFAULT false,
    removal_version bigint NOT NULL DEFAULT 0,
    is_removed boolean NOT NULL DEFAULT false,
    CHECK (version = 0 OR (name IS NOT NULL AND starts_at IS NOT NULL AND ends_at IS NOT NULL AND visibility IS NOT NULL))
);

CREATE INDEX events_of_organizer ON events (organizer_id);
