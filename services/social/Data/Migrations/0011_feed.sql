-- What feeds need beside the activities themselves (Feed/).

-- What the events service announces of events. Each column takes only what is newer, or is final, so that any order of deliveries
-- ends in the same row; without details (version 0) nobody is told of the event yet.
CREATE TABLE events (
    id uuid PRIMARY KEY,
    version bigint NOT NULL DEFAULT 0,
    -- Null once the organizer is erased: what took place stays for those who came.
    organizer_id uuid,
    name text,
    visibility text CHECK (visibility IN ('public', 'private')),
    starts_at timestamptz,
    is_cancelled boolean NOT NULL DEFAULT false,
    CHECK (version = 0 OR (name IS NOT NULL AND visibility IS NOT NULL AND starts_at IS NOT NULL))
);
CREATE INDEX events_organizer ON events (organizer_id) WHERE organizer_id IS NOT NULL;

-- Registrations, as far as feeds and counts go. The activity "rsvp" is there while the last confirmation is newer than the last end,
-- so a cancellation that overtakes its confirmation is not undone by it.
CREATE TABLE rsvps (
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL,
    user_id uuid NOT NULL,
    confirmed_version bigint NOT NULL DEFAULT 0,
    ended_version bigint NOT NULL DEFAULT 0,
    has_arrived boolean NOT NULL DEFAULT false
);
CREATE INDEX rsvps_user ON rsvps (user_id, event_id);

-- Content that moderators took down: what is told of it afterwards is told in vain.
CREATE TABLE removed_content (
    id uuid PRIMARY KEY,
    content_type text NOT NULL,
    removed_at timestamptz NOT NULL DEFAULT now()
);

-- With the kind, so that a feed of one kind is gathered from the index alone.
DROP INDEX activities_actor;
CREATE INDEX activities_actor ON activities (actor_id, id DESC) INCLUDE (kind);
CREATE INDEX activities_user ON activities (user_id) WHERE user_id IS NOT NULL;

-- Whom nobody sees for a while: few, and taken off counts of many.
CREATE INDEX IF NOT EXISTS people_suspended ON people (id) WHERE is_suspended;
