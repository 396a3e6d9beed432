-- What reported events and photos were when they were reported (Moderation/EvidenceStore): copies, so that neither a change nor a deletion takes them from the
-- moderators.
CREATE TABLE evidence_cases (
    content_type text NOT NULL,
    content_id uuid NOT NULL,
    -- of what social said last of the case: reported again, or decided
    case_version bigint NOT NULL DEFAULT 0,
    -- null: the case is open
    expires_at timestamptz,
    PRIMARY KEY (content_type, content_id)
);
CREATE INDEX evidence_cases_expired ON evidence_cases (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE evidence (
    content_type text NOT NULL,
    content_id uuid NOT NULL,
    -- of the fields and the file: the same state is copied once
    fingerprint text NOT NULL,
    author_id uuid NOT NULL,
    fields jsonb NOT NULL,
    -- of a photo; as long as a row names it, it is not deleted
    object_key text,
    picture_url text,
    taken_at timestamptz NOT NULL,
    PRIMARY KEY (content_type, content_id, fingerprint),
    FOREIGN KEY (content_type, content_id) REFERENCES evidence_cases ON DELETE CASCADE
);
CREATE INDEX evidence_object ON evidence (object_key) WHERE object_key IS NOT NULL;
