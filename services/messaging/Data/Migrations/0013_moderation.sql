-- Kept back by a rule: for its author and those who moderate alone, until moderators have decided. It keeps its number.
ALTER TABLE messages ADD COLUMN is_held boolean NOT NULL DEFAULT false;
-- Removed by moderators: deleted like others (deleted_at), but what it says is kept for a while, in case an appeal is granted.
ALTER TABLE messages ADD COLUMN removed_at timestamptz;
-- The decision that was carried out last.
ALTER TABLE messages ADD COLUMN moderation_version bigint NOT NULL DEFAULT 0;
-- Somebody, or a rule, showed it to the moderators of the platform: they may read it. Of a conversation only its two do.
ALTER TABLE messages ADD COLUMN is_reported boolean NOT NULL DEFAULT false;
CREATE INDEX messages_held ON messages (channel_id, seq) WHERE is_held;
CREATE INDEX messages_removed ON messages (removed_at) WHERE removed_at IS NOT NULL;

-- The same of threads.
ALTER TABLE channels ADD COLUMN is_held boolean NOT NULL DEFAULT false;
ALTER TABLE channels ADD COLUMN removed_at timestamptz;
ALTER TABLE channels ADD COLUMN moderation_version bigint NOT NULL DEFAULT 0;
ALTER TABLE channels ADD COLUMN is_reported boolean NOT NULL DEFAULT false;

-- Messages behind a number that are not there to be read: of others, and kept back.
CREATE FUNCTION held_after(channel uuid, after_seq bigint, reader uuid) RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT count(*) FROM messages m WHERE m.channel_id = $1 AND m.seq > $2 AND m.is_held AND m.author_id <> $3 $$;

-- What moderators decided against people; of mutes the one that lasts longest counts (people.muted_until).
CREATE TABLE sanctions (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    user_id uuid NOT NULL,
    kind text NOT NULL,
    -- Null: until lifted.
    until timestamptz,
    is_lifted boolean NOT NULL
);
CREATE INDEX sanctions_user ON sanctions (user_id);

-- All automatic rules in force, as social told them last.
CREATE TABLE moderation_rules (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    version bigint NOT NULL,
    rules jsonb NOT NULL
);
