-- Stored files that no row names any more, or that an upload under way is about to write: a key, or a prefix that ends in a slash.
CREATE TABLE dropped_objects (
    object_key text PRIMARY KEY,
    dropped_at timestamptz NOT NULL
);
CREATE INDEX dropped_objects_at ON dropped_objects (dropped_at);

-- Uploaded, and of no message yet.
CREATE INDEX attachments_unused ON attachments (created_at) WHERE message_id IS NULL;
CREATE UNIQUE INDEX attachments_key ON attachments (object_key);
