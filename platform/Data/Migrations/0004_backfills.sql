-- How far a projection has read what its owner had before the projection's queues existed.
CREATE TABLE backfills (
    name text PRIMARY KEY,
    position text,
    completed_at timestamptz
);
