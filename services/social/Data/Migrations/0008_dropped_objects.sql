-- Stored objects that no row names any more, or prefixes of what an upload may leave behind (the platform's DroppedObjects).
CREATE TABLE dropped_objects (
    object_key text PRIMARY KEY,
    dropped_at timestamptz NOT NULL
);
CREATE INDEX dropped_objects_due ON dropped_objects (dropped_at);
