-- What a person is told of (Notifications/). What is said is made when it is read, from the names of then: nothing here holds a name.
CREATE TABLE notifications (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL,
    kind text NOT NULL,
    -- Unread ones of the same thing are one: "5 people replied".
    group_key text NOT NULL,
    -- Who did it, the latest first; empty where nobody in particular did.
    actor_ids uuid[] NOT NULL DEFAULT '{}',
    -- How often it happened.
    count integer NOT NULL,
    target_type text NOT NULL,
    target_id uuid,
    -- A word that belongs to it and is nobody's: a reason, a plan, a badge.
    detail text,
    created_at timestamptz NOT NULL,
    -- When it last happened: the order of the list.
    updated_at timestamptz NOT NULL,
    read_at timestamptz
);
CREATE UNIQUE INDEX notifications_group ON notifications (user_id, group_key) WHERE read_at IS NULL;
CREATE INDEX notifications_list ON notifications (user_id, updated_at DESC, id DESC);
CREATE INDEX notifications_unread ON notifications (user_id, updated_at DESC, id DESC) WHERE read_at IS NULL;

-- Which fact was told to whom, so that it is told once in whatever form it comes.
CREATE TABLE notified_facts (
    user_id uuid NOT NULL,
    fact_id uuid NOT NULL,
    kind text NOT NULL,
    told_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, fact_id, kind)
);
CREATE INDEX notified_facts_told ON notified_facts (told_at);

-- What a person wants to be told of; a kind without a row is told in every way.
CREATE TABLE notification_preferences (
    user_id uuid NOT NULL,
    kind text NOT NULL,
    in_app boolean NOT NULL,
    push boolean NOT NULL,
    mail boolean NOT NULL,
    PRIMARY KEY (user_id, kind)
);

CREATE TABLE channel_preferences (
    user_id uuid NOT NULL,
    channel_id uuid NOT NULL REFERENCES channels,
    level text NOT NULL CHECK (level IN ('all', 'mentions', 'none')),
    muted_until timestamptz,
    PRIMARY KEY (user_id, channel_id)
);
CREATE INDEX channel_preferences_all ON channel_preferences (channel_id, user_id) WHERE level = 'all';

-- A mail with what stayed unread, for who asked for it.
CREATE TABLE digests (
    user_id uuid PRIMARY KEY,
    every text NOT NULL CHECK (every IN ('day', 'week')),
    next_at timestamptz NOT NULL,
    -- Whatever happened before it was in an earlier one, or is none of it.
    since timestamptz NOT NULL
);
CREATE INDEX digests_next ON digests (next_at);
