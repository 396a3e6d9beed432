-- Which instances of this service live, and who is connected where. Nothing of it outlives the connections, and so a crash of the
-- database may forget it (UNLOGGED): each instance notices that it is not known any more, and writes it anew.
CREATE UNLOGGED TABLE realtime_instances (
    id uuid PRIMARY KEY,
    heartbeat_at timestamptz NOT NULL
);

-- A place is a channel that the person has joined, or the person's own id: connected at all.
CREATE UNLOGGED TABLE presences (
    place_id uuid NOT NULL,
    user_id uuid NOT NULL,
    -- Those on which a device of the person is; never empty.
    instances uuid[] NOT NULL,
    PRIMARY KEY (place_id, user_id)
);
CREATE INDEX presences_user ON presences (user_id);
