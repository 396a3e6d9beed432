-- Files that arrive in parts (Uploads/). An upload stays until it expires, also when its file is made: a client that missed the answer
-- finds the file there.
CREATE TABLE uploads (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL,
    name text,
    alt text,
    byte_count bigint NOT NULL CHECK (byte_count > 0),
    received bigint NOT NULL DEFAULT 0 CHECK (received BETWEEN 0 AND byte_count),
    attachment_id uuid UNIQUE REFERENCES attachments ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX uploads_user ON uploads (user_id);
CREATE INDEX uploads_expiring ON uploads (expires_at);

-- The bytes that have arrived, in objects of the store.
CREATE TABLE upload_parts (
    upload_id uuid NOT NULL REFERENCES uploads ON DELETE CASCADE,
    starts_at bigint NOT NULL,
    byte_count bigint NOT NULL,
    object_key text NOT NULL UNIQUE,
    PRIMARY KEY (upload_id, starts_at)
);

-- How much a user has uploaded on a day (UTC), with the bytes that unfinished uploads may still bring.
CREATE TABLE uploaded_bytes (
    user_id uuid NOT NULL,
    day date NOT NULL,
    byte_count bigint NOT NULL,
    PRIMARY KEY (user_id, day)
);
CREATE INDEX uploaded_bytes_day ON uploaded_bytes (day);

-- The types of events that any webhook may get (Webhooks/WebhookInterest.cs); '*' is every type. A row is there for some seconds before the
-- first webhook of its type, and for a day after the last one.
CREATE TABLE webhook_interest (
    type text PRIMARY KEY,
    since timestamptz NOT NULL,
    used_at timestamptz NOT NULL
);
INSERT INTO webhook_interest (type, since, used_at)
SELECT DISTINCT coalesce(t.type, '*'), now(), now() FROM webhook_endpoints e LEFT JOIN LATERAL unnest(e.event_types) AS t (type) ON true;
