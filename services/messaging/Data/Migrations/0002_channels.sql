-- Where messages are: one model for threads, direct conversations and event chats.
CREATE TABLE channels (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('thread', 'direct', 'event_chat')),
    community_id uuid,
    event_id uuid,
    -- The two of a direct conversation, in the order of their ids.
    low_id uuid,
    high_id uuid,
    -- The number of the last message: they are 1, 2, 3, … without holes, because whoever writes holds this row.
    last_seq bigint NOT NULL DEFAULT 0,
    -- Without those that were deleted.
    message_count bigint NOT NULL DEFAULT 0,
    last_activity_at timestamptz NOT NULL,
    is_locked boolean NOT NULL DEFAULT false,
    is_pinned boolean NOT NULL DEFAULT false,
    deleted_at timestamptz,
    created_at timestamptz NOT NULL,
    CHECK ((kind = 'thread') = (community_id IS NOT NULL)),
    CHECK ((kind = 'event_chat') = (event_id IS NOT NULL)),
    CHECK ((kind = 'direct') = (low_id IS NOT NULL AND high_id IS NOT NULL AND low_id < high_id))
);
CREATE UNIQUE INDEX channels_pair ON channels (low_id, high_id) WHERE kind = 'direct';
CREATE INDEX channels_of_high ON channels (high_id) WHERE kind = 'direct';
CREATE UNIQUE INDEX channels_event ON channels (event_id) WHERE kind = 'event_chat';
-- A community's threads: pinned first, then the last active.
CREATE INDEX channels_threads ON channels (community_id, is_pinned DESC, last_activity_at DESC, id) WHERE kind = 'thread' AND deleted_at IS NULL;

CREATE TABLE threads (
    id uuid PRIMARY KEY REFERENCES channels,
    community_id uuid NOT NULL,
    version bigint NOT NULL,
    title text NOT NULL,
    content text NOT NULL,
    content_html text NOT NULL,
    tags text[] NOT NULL DEFAULT '{}',
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX threads_author ON threads (created_by);

CREATE TABLE messages (
    id uuid PRIMARY KEY,
    channel_id uuid NOT NULL REFERENCES channels,
    seq bigint NOT NULL,
    author_id uuid NOT NULL,
    -- Chosen by the client: the same twice is the same message.
    client_id text,
    -- Empty once deleted: a tombstone keeps its number.
    content text NOT NULL,
    content_html text NOT NULL,
    reply_to uuid,
    attachments uuid[] NOT NULL DEFAULT '{}',
    mentions uuid[] NOT NULL DEFAULT '{}',
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    edited_at timestamptz,
    deleted_at timestamptz,
    deleted_by uuid,
    UNIQUE (channel_id, seq)
);
CREATE UNIQUE INDEX messages_client ON messages (channel_id, author_id, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX messages_replies ON messages (reply_to, seq) WHERE reply_to IS NOT NULL;
CREATE INDEX messages_author ON messages (author_id, id);

-- What a message said before it was changed; for moderators.
CREATE TABLE message_edits (
    message_id uuid NOT NULL REFERENCES messages ON DELETE CASCADE,
    version bigint NOT NULL,
    content text NOT NULL,
    replaced_at timestamptz NOT NULL,
    PRIMARY KEY (message_id, version)
);

CREATE TABLE reactions (
    message_id uuid NOT NULL REFERENCES messages ON DELETE CASCADE,
    user_id uuid NOT NULL,
    emoji text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (message_id, emoji, user_id)
);
CREATE INDEX reactions_user ON reactions (user_id);

-- How far somebody has read: the unread count of a channel is last_seq minus this. A row says that the channel is of interest to the person.
CREATE TABLE read_states (
    user_id uuid NOT NULL,
    channel_id uuid NOT NULL REFERENCES channels,
    last_read_seq bigint NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, channel_id)
);

-- Files that messages refer to. One is its uploader's alone until a message refers to it; then whoever may read the message may read it.
CREATE TABLE attachments (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL,
    object_key text NOT NULL,
    name text NOT NULL,
    content_type text NOT NULL,
    byte_count bigint NOT NULL,
    message_id uuid REFERENCES messages ON DELETE SET NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX attachments_user ON attachments (user_id, created_at);
CREATE INDEX attachments_message ON attachments (message_id) WHERE message_id IS NOT NULL;
