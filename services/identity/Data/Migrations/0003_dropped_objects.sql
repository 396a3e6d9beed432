-- Stored objects that no row names any more, or prefixes of what an upload may leave behind (the platform's DroppedObjects): one way
-- for all services. Whose pictures were still to be looked through is looked through by it.
CREATE TABLE dropped_objects (
    object_key text PRIMARY KEY,
    dropped_at timestamptz NOT NULL
);
CREATE INDEX dropped_objects_due ON dropped_objects (dropped_at);

INSERT INTO dropped_objects (object_key, dropped_at) SELECT 'pictures/' || replace(user_id::text, '-', '') || '/', due_at FROM picture_cleanups;
DROP TABLE picture_cleanups;
