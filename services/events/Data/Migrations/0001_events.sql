CREATE EXTENSION IF NOT EXISTS cube;
CREATE EXTENSION IF NOT EXISTS earthdistance;

-- Events (Publishing/). *_key columns are normalised by the service (SearchKey): lower() here would depend on the database's locale.
CREATE TABLE events (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    organizer_id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('draft', 'published', 'cancelled')),
    visibility text NOT NULL CHECK (visibility IN ('public', 'private')),
    name text NOT NULL,
    description text,
    event_type text NOT NULL,
    category text,
    interests text[] NOT NULL DEFAULT '{}',
    location_name text,
    location_address text,
    location_city text,
    location_country text,
    region text,
    latitude double precision CHECK (latitude BETWEEN -90 AND 90),
    longitude double precision CHECK (longitude BETWEEN -180 AND 180),
    geofence_radius_m integer NOT NULL CHECK (geofence_radius_m > 0),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
    time_zone text NOT NULL,
    price_cents bigint NOT NULL CHECK (price_cents >= 0),
    price_credits bigint CHECK (price_credits > 0),
    currency text NOT NULL,
    refund_hours integer NOT NULL CHECK (refund_hours >= 0),
    image_key text,
    -- the organizer is suspended, or a moderator took the event down: nobody but the organizer finds it
    organizer_hidden boolean NOT NULL DEFAULT false,
    removed_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    published_at timestamptz,
    cancelled_at timestamptz,
    cancel_reason text,
    city_key text,
    country_key text,
    region_key text,
    type_key text NOT NULL,
    category_key text,
    interest_keys text[] NOT NULL DEFAULT '{}',
    search tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', name), 'A') || setweight(to_tsvector('simple', coalesce(description, '')), 'B')) STORED,
    CHECK ((latitude IS NULL) = (longitude IS NULL)),
    CHECK (price_cents > 0 OR price_credits IS NULL)
);

-- What is listed: the one condition that every public list has, so that each index holds nothing else.
-- (ends_at and organizer_id come along so that the exact total of what is not yet over is counted without the table)
CREATE INDEX events_listed ON events (starts_at, id) INCLUDE (ends_at, organizer_id)
    WHERE status = 'published' AND visibility = 'public' AND NOT organizer_hidden AND removed_at IS NULL;
CREATE INDEX events_listed_city ON events (city_key, starts_at, id)
    WHERE status = 'published' AND visibility = 'public' AND NOT organizer_hidden AND removed_at IS NULL;
CREATE INDEX events_listed_region ON events (region_key, starts_at, id)
    WHERE status = 'published' AND visibility = 'public' AND NOT organizer_hidden AND removed_at IS NULL;
CREATE INDEX events_listed_country ON events (country_key, starts_at, id)
    WHERE status = 'published' AND visibility = 'public' AND NOT organizer_hidden AND removed_at IS NULL;
CREATE INDEX events_listed_type ON events (type_key, starts_at, id)
    WHERE status = 'published' AND visibility = 'public' AND NOT organizer_hidden AND removed_at IS NULL;
CREATE INDEX events_listed_category ON events (category_key, starts_at, id)
    WHERE status = 'published' AND visibility = 'public' AND NOT organizer_hidden AND removed_at IS NULL;
CREATE INDEX events_listed_interests ON events USING gin (interest_keys)
    WHERE status = 'published' AND visibility = 'public' AND NOT organizer_hidden AND removed_at IS NULL;
CREATE INDEX events_listed_search ON events USING gin (search)
    WHERE status = 'published' AND visibility = 'public' AND NOT organizer_hidden AND removed_at IS NULL;
CREATE INDEX events_listed_place ON events USING gist (ll_to_earth(latitude, longitude))
    WHERE status = 'published' AND visibility = 'public' AND NOT organizer_hidden AND removed_at IS NULL AND latitude IS NOT NULL;
CREATE INDEX events_organizer ON events (organizer_id, starts_at DESC, id);

-- An event's seats (Registrations/): the one row that every change of a seat locks, and as narrow as it can be.
CREATE TABLE event_seats (
    event_id uuid PRIMARY KEY REFERENCES events (id) ON DELETE CASCADE,
    capacity integer CHECK (capacity > 0),
    held integer NOT NULL DEFAULT 0 CHECK (held >= 0),
    confirmed integer NOT NULL DEFAULT 0 CHECK (confirmed >= 0),
    waitlisted integer NOT NULL DEFAULT 0 CHECK (waitlisted >= 0),
    -- the number that the last who joined the waitlist got
    last_waitlist_number bigint NOT NULL DEFAULT 0,
    ledger_seq bigint NOT NULL DEFAULT 0,
    ledger_hash bytea NOT NULL DEFAULT '',
    CONSTRAINT seats_never_oversold CHECK (capacity IS NULL OR held + confirmed <= capacity)
) WITH (fillfactor = 50);

CREATE TABLE registrations (
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    user_id uuid NOT NULL,
    version bigint NOT NULL,
    status text NOT NULL
        CHECK (status IN ('pending', 'confirmed', 'waitlisted', 'cancelled', 'expired', 'refunded', 'checked_in')),
    ticket_code text CONSTRAINT registrations_ticket_code UNIQUE,
    -- grows with each who joins; a position is how many waitlisted have a smaller or the same number
    waitlist_number bigint,
    hold_expires_at timestamptz,
    -- what was asked for and, with paid_at, what was paid
    order_id uuid CONSTRAINT registrations_order UNIQUE,
    amount_cents bigint,
    currency text,
    price_credits bigint,
    paid_at timestamptz,
    paid_amount bigint,
    paid_currency text,
    refund_requested_at timestamptz,
    refunded_at timestamptz,
    refunded_amount bigint,
    end_reason text,
    registered_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    ended_at timestamptz,
    checked_in_at timestamptz,
    checked_in_by uuid,
    check_in_nonce text,
    arrival_method text,
    arrival_flags text[] NOT NULL DEFAULT '{}',
    CHECK ((status = 'waitlisted') = (waitlist_number IS NOT NULL)),
    CHECK ((status = 'pending') = (hold_expires_at IS NOT NULL)),
    CHECK (status NOT IN ('confirmed', 'checked_in') OR ticket_code IS NOT NULL)
) WITH (fillfactor = 80);

CREATE UNIQUE INDEX registrations_one_active ON registrations (event_id, user_id)
    WHERE status IN ('pending', 'confirmed', 'waitlisted', 'checked_in');
CREATE INDEX registrations_waitlist ON registrations (event_id, waitlist_number) WHERE status = 'waitlisted';
CREATE INDEX registrations_holds ON registrations (hold_expires_at) WHERE status = 'pending';
CREATE INDEX registrations_event ON registrations (event_id, registered_at, id);
CREATE INDEX registrations_user ON registrations (user_id, registered_at DESC, id);

-- Every change of who has a seat, hash-chained, without a word of whom (SeatLedger/).
CREATE TABLE seat_ledger (
    event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    seq bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('capacity', 'held', 'confirmed', 'released')),
    capacity integer,
    held integer NOT NULL,
    confirmed integer NOT NULL,
    at timestamptz NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (event_id, seq)
);

CREATE FUNCTION seat_ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the seat ledger is append-only';
END $$;
CREATE TRIGGER seat_ledger_append_only BEFORE UPDATE ON seat_ledger
    FOR EACH ROW EXECUTE FUNCTION seat_ledger_is_append_only();

-- Whom the organizer lets scan tickets (CheckIn/).
CREATE TABLE check_in_staff (
    event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    user_id uuid NOT NULL,
    added_at timestamptz NOT NULL,
    PRIMARY KEY (event_id, user_id)
);
CREATE INDEX check_in_staff_user ON check_in_staff (user_id);

-- Attempts to arrive (CheckIn/Arrival): what implausible jumps are judged by. Positions are erased when the event is over.
CREATE TABLE arrival_attempts (
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    user_id uuid NOT NULL,
    latitude double precision NOT NULL,
    longitude double precision NOT NULL,
    accuracy_m double precision NOT NULL,
    accepted boolean NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX arrival_attempts_user ON arrival_attempts (user_id, at DESC);
CREATE INDEX arrival_attempts_at ON arrival_attempts (at);

-- The keys that sign tickets (Tickets/); encrypted like identity's.
CREATE TABLE ticket_keys (
    id text PRIMARY KEY,
    encrypted_key bytea NOT NULL,
    public_key bytea NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE invitations (
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    from_user_id uuid NOT NULL,
    to_user_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (event_id, to_user_id)
);
CREATE INDEX invitations_to ON invitations (to_user_id, created_at DESC);

CREATE TABLE photos (
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    user_id uuid NOT NULL,
    object_key text NOT NULL,
    content_type text NOT NULL,
    caption text,
    created_at timestamptz NOT NULL
);
CREATE INDEX photos_event ON photos (event_id, created_at DESC, id);
CREATE INDEX photos_user ON photos (user_id);

-- Objects to be deleted from storage once the change that dropped them has committed.
CREATE TABLE dropped_objects (
    object_key text PRIMARY KEY,
    dropped_at timestamptz NOT NULL
);

-- What events knows of people, from identity's and social's integration events (People/).
CREATE TABLE people (
    id uuid PRIMARY KEY,
    profile_version bigint NOT NULL DEFAULT 0,
    username text,
    full_name text,
    picture_url text,
    status_version bigint NOT NULL DEFAULT 0,
    is_suspended boolean NOT NULL DEFAULT false,
    suspended_until timestamptz,
    is_erased boolean NOT NULL DEFAULT false
);
CREATE TABLE blocks (
    blocker_id uuid NOT NULL,
    blocked_id uuid NOT NULL,
    version bigint NOT NULL,
    is_blocked boolean NOT NULL,
    PRIMARY KEY (blocker_id, blocked_id)
);
CREATE INDEX blocks_blocked ON blocks (blocked_id) WHERE is_blocked;
