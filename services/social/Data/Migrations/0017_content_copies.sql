-- What reported profiles and communities were when they were reported, or hit by a rule (Moderation/ContentCopies): so that neither a change nor a deletion takes it
-- from the moderators. Messages, threads, events and photos are copied by their owners.
CREATE TABLE content_copies (
    content_type text NOT NULL,
    content_id uuid NOT NULL,
    -- of the fields: the same state is copied once
    fingerprint text NOT NULL,
    author_id uuid,
    fields jsonb NOT NULL,
    picture_url text,
    taken_at timestamptz NOT NULL,
    PRIMARY KEY (content_type, content_id, fingerprint)
);
CREATE INDEX content_copies_taken ON content_copies (taken_at);
