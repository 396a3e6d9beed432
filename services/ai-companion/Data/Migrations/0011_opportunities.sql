-- What the companion points out to people (Opportunities/). Nothing is pointed out twice: the row stays when it is over.
CREATE TABLE opportunities (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('opportunity', 'connection', 'insight', 'boost')),
    priority text NOT NULL CHECK (priority IN ('high', 'medium', 'low')),
    -- What it is about: the same thing is pointed out to a person once.
    about text NOT NULL,
    target_type text NOT NULL CHECK (target_type IN ('community', 'person', 'event', 'course', 'companion')),
    target_id uuid,
    title text NOT NULL,
    description text NOT NULL,
    action_text text NOT NULL,
    action_link text NOT NULL,
    day date NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    read_at timestamptz,
    dismissed_at timestamptz,
    UNIQUE (user_id, about)
);
CREATE INDEX opportunities_of_user ON opportunities (user_id, id DESC) WHERE dismissed_at IS NULL;
CREATE INDEX opportunities_of_target ON opportunities (target_id) WHERE target_type = 'person';

-- When somebody is next looked at for what could be pointed out.
CREATE TABLE opportunity_turns (
    user_id uuid PRIMARY KEY,
    next_at timestamptz NOT NULL
);
CREATE INDEX opportunity_turns_next ON opportunity_turns (next_at);

CREATE INDEX people_of_region ON people (lower(region)) WHERE profile_version > 0 AND NOT is_erased;
CREATE INDEX communities_tags ON communities USING gin (tags) WHERE NOT is_deleted;
CREATE INDEX events_upcoming ON events (starts_at) WHERE NOT is_cancelled;
CREATE INDEX communities_category ON communities (lower(category)) WHERE NOT is_deleted;

-- Where somebody is registered already, as the events service announces it (Registrations/): the newest version counts.
CREATE TABLE registrations (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    event_id uuid NOT NULL,
    user_id uuid NOT NULL,
    is_confirmed boolean NOT NULL
);
CREATE INDEX registrations_of_user ON registrations (user_id, event_id) WHERE is_confirmed;
