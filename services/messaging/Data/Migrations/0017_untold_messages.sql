-- Messages of which people were not told yet: a row from the transaction that posts one to the transaction that tells of it.
CREATE TABLE untold_messages (
    message_id uuid PRIMARY KEY,
    due_at timestamptz NOT NULL,
    attempts int NOT NULL DEFAULT 0
);

-- A queue lives by being emptied: vacuum by count, not by a share of a table that is usually empty.
ALTER TABLE untold_messages SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
