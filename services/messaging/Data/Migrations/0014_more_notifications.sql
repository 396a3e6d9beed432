-- Where what is told was written, and up to which number: read there, it is read here.
ALTER TABLE notifications ADD COLUMN channel_id uuid;
ALTER TABLE notifications ADD COLUMN seq bigint;
CREATE INDEX notifications_channel ON notifications (user_id, channel_id) WHERE read_at IS NULL AND channel_id IS NOT NULL;

-- When and where an event is, as far as it was told: a change of that is told to who comes.
ALTER TABLE events ADD COLUMN starts_at timestamptz;
ALTER TABLE events ADD COLUMN ends_at timestamptz;
ALTER TABLE events ADD COLUMN city text;
