-- What reported messages and threads said when they were reported (Moderation/Evidence*): copies, so that neither a change nor a deletion takes them from the
-- moderators. Texts are sealed as those of messages are, bound to the message.
CREATE TABLE evidence_cases (
    content_type text NOT NULL,
    content_id uuid NOT NULL,
    -- Of what social said last of the case: reported again, or decided.
    case_version bigint NOT NULL DEFAULT 0,
    -- Null: the case is open.
    expires_at timestamptz,
    PRIMARY KEY (content_type, content_id)
);
CREATE INDEX evidence_cases_expired ON evidence_cases (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE evidence (
    content_type text NOT NULL,
    content_id uuid NOT NULL,
    -- The message or thread that was copied: the reported one, or one near it.
    message_id uuid NOT NULL,
    version bigint NOT NULL,
    is_context boolean NOT NULL,
    channel_id uuid NOT NULL,
    channel_kind text NOT NULL,
    author_id uuid NOT NULL,
    content text NOT NULL,
    key_id text,
    created_at timestamptz NOT NULL,
    taken_at timestamptz NOT NULL,
    PRIMARY KEY (content_type, content_id, message_id, version),
    FOREIGN KEY (content_type, content_id) REFERENCES evidence_cases ON DELETE CASCADE
);

-- Files of the reported message: as long as a row names one here, it is not deleted.
CREATE TABLE evidence_files (
    content_type text NOT NULL,
    content_id uuid NOT NULL,
    attachment_id uuid NOT NULL,
    object_key text NOT NULL,
    name text NOT NULL,
    media_type text NOT NULL,
    byte_count bigint NOT NULL,
    PRIMARY KEY (content_type, content_id, attachment_id),
    FOREIGN KEY (content_type, content_id) REFERENCES evidence_cases ON DELETE CASCADE
);
CREATE INDEX evidence_files_attachment ON evidence_files (attachment_id);
CREATE INDEX evidence_files_key ON evidence_files (object_key);
