-- What the companion knows of people (People/): from identity's integration events, profile and status with a version each, since the
-- events that carry them may overtake one another (0: nothing was heard yet); and what the person says here by PUT /companion/settings.
-- An erased person is a tombstone: the id, so that a late event cannot bring anybody back, and nothing else.
CREATE TABLE people (
    id uuid PRIMARY KEY,
    profile_version bigint NOT NULL DEFAULT 0,
    username text,
    full_name text,
    bio text,
    location text,
    region text,
    city text,
    age integer,
    gender text,
    interests text[] NOT NULL DEFAULT '{}',
    identity_badge text,
    picture_url text,
    created_at timestamptz,
    is_guest boolean NOT NULL DEFAULT false,
    status_version bigint NOT NULL DEFAULT 0,
    is_suspended boolean NOT NULL DEFAULT false,
    suspended_until timestamptz,
    is_erased boolean NOT NULL DEFAULT false,
    time_zone text,
    country text,
    declared_age integer CHECK (declared_age BETWEEN 1 AND 120),
    age_declared_at timestamptz,
    CHECK (profile_version = 0 OR (username IS NOT NULL AND created_at IS NOT NULL)),
    CHECK ((declared_age IS NULL) = (age_declared_at IS NULL)),
    CHECK (NOT is_erased OR (profile_version = 0 AND status_version = 0 AND username IS NULL AND time_zone IS NULL AND declared_age IS NULL))
);
