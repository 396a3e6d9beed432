-- What messaging knows of others, learned from their integration events: enough to say who may read and write where. Each facet has
-- the version that it is of, and takes only what is newer. An erased person is a tombstone.
CREATE TABLE people (
    id uuid PRIMARY KEY,
    profile_version bigint NOT NULL DEFAULT 0,
    username text,
    username_key text,
    full_name text,
    picture_url text,
    is_guest boolean NOT NULL DEFAULT false,
    status_version bigint NOT NULL DEFAULT 0,
    is_suspended boolean NOT NULL DEFAULT false,
    suspended_until timestamptz,
    muted_until timestamptz,
    is_erased boolean NOT NULL DEFAULT false
);
-- Mentions name people by it; a name can be given up by one and taken by another before both events have come.
CREATE INDEX people_username ON people (username_key);

CREATE TABLE blocks (
    blocker_id uuid NOT NULL,
    blocked_id uuid NOT NULL,
    version bigint NOT NULL,
    is_blocked boolean NOT NULL,
    PRIMARY KEY (blocker_id, blocked_id)
);
CREATE INDEX blocks_blocked ON blocks (blocked_id, blocker_id) WHERE is_blocked;

-- A block hides both from each other, whoever of the two it is.
CREATE VIEW hidden_from AS
    SELECT blocker_id AS user_id, blocked_id AS other_id FROM blocks WHERE is_blocked
    UNION ALL
    SELECT blocked_id, blocker_id FROM blocks WHERE is_blocked;

CREATE TABLE communities (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    visibility text NOT NULL,
    is_deleted boolean NOT NULL DEFAULT false,
    is_hidden boolean NOT NULL DEFAULT false
);

-- The membership's id is the pair's for ever, and so its version tells old from new.
CREATE TABLE memberships (
    community_id uuid NOT NULL,
    user_id uuid NOT NULL,
    version bigint NOT NULL,
    is_member boolean NOT NULL,
    role text NOT NULL,
    PRIMARY KEY (community_id, user_id)
);
CREATE INDEX memberships_user ON memberships (user_id, community_id) WHERE is_member;

CREATE TABLE events (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    organizer_id uuid NOT NULL,
    name text NOT NULL,
    is_cancelled boolean NOT NULL DEFAULT false
);

CREATE TABLE registrations (
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL,
    user_id uuid NOT NULL,
    version bigint NOT NULL,
    is_confirmed boolean NOT NULL
);
CREATE INDEX registrations_user ON registrations (user_id, event_id) WHERE is_confirmed;
CREATE INDEX registrations_event ON registrations (event_id, user_id) WHERE is_confirmed;
