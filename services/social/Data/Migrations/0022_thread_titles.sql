-- Threads that were renamed or deleted after they were opened, for activities that the bus delivers late (Feed/ThreadTitles.cs). They go with the
-- activities.
CREATE TABLE thread_titles (
    thread_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    -- NULL: the thread was deleted.
    title text,
    changed_at timestamptz NOT NULL
);
CREATE INDEX thread_titles_changed ON thread_titles (changed_at);
