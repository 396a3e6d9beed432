-- What people did, for feeds (Feed/). An activity is written once, whoever reads it: who follows the person finds it there.
CREATE TABLE activities (
    -- UUIDv7 of when it happened, so that the order of the ids is the order of the feed.
    id uuid PRIMARY KEY,
    actor_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN (
        'rsvp', 'event_created', 'photo_uploaded', 'followed', 'connected', 'community_created', 'joined', 'thread_created', 'course_completed', 'badge_earned')),
    occurred_at timestamptz NOT NULL,
    -- Whom or what it is about, by kind.
    user_id uuid,
    community_id uuid,
    event_id uuid,
    thread_id uuid,
    photo_id uuid,
    -- A name or address that its source told and this service keeps nowhere else (a thread's title, a photo's address).
    text text,
    -- The fact that it tells of: the same fact told again is the same activity, and a fact that ended takes it away.
    source_id uuid NOT NULL,
    UNIQUE (source_id, actor_id, kind)
);
CREATE INDEX activities_actor ON activities (actor_id, id DESC);
CREATE INDEX activities_community ON activities (community_id, id DESC) WHERE community_id IS NOT NULL;
