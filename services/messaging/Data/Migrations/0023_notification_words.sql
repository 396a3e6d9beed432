-- The name of the thread, event or community as it was when it was told: later names are not for people who have lost the right to read there.
-- What is said with it (amounts, times, roles) is kept as values, and put into words when it is read.
ALTER TABLE notifications ADD COLUMN place text;
ALTER TABLE notifications ADD COLUMN facts jsonb;

-- The present name of a notification's target; the parameters are the target's type, its id, and the channel's id.
CREATE FUNCTION place_of(text, uuid, uuid) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN $1 = 'event' THEN (SELECT nullif(e.name, '') FROM events e WHERE e.id = $2)
        WHEN $1 = 'community' THEN (SELECT nullif(c.name, '') FROM communities c WHERE c.id = $2)
        WHEN $1 IN ('channel', 'message') THEN (
            SELECT coalesce(t.title, nullif(e.name, '')) FROM channels ch LEFT JOIN threads t ON t.id = ch.id LEFT JOIN events e ON e.id = ch.event_id
            WHERE ch.id = coalesce($3, $2))
    END $$;
UPDATE notifications SET place = place_of(target_type, target_id, channel_id);

-- Told before the name was known: it is filled in when the name comes.
CREATE INDEX notifications_unnamed ON notifications (target_id) WHERE place IS NULL AND target_type IN ('event', 'community');

-- The language in which a person is told; none: that of the request, else English.
CREATE TABLE notification_languages (
    user_id uuid PRIMARY KEY,
    language text NOT NULL CHECK (language IN ('en', 'ar'))
);
