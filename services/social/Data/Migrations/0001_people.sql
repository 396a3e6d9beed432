-- What social knows of people, learned from identity's integration events (People/). Profile and status have a version
-- each, since the events that carry them may overtake one another; a version of 0 says that nothing was heard yet.
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
    region_key text,
    search_name text,
    status_version bigint NOT NULL DEFAULT 0,
    is_suspended boolean NOT NULL DEFAULT false,
    suspended_until timestamptz,
    is_erased boolean NOT NULL DEFAULT false,
    CHECK (profile_version = 0 OR (username IS NOT NULL AND created_at IS NOT NULL)),
    CHECK (NOT is_erased OR (profile_version = 0 AND status_version = 0 AND username IS NULL))
);

-- Discovery. region_key and search_name are normalised by the service (SearchKey): lower() here would depend on the
-- database's locale. A suspension can end by itself, so that is looked up in the row.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX people_newest ON people (created_at DESC, id) WHERE profile_version > 0 AND NOT is_guest;
CREATE INDEX people_region ON people (region_key, created_at DESC, id) WHERE profile_version > 0 AND NOT is_guest;
CREATE INDEX people_interests ON people USING gin (interests) WHERE profile_version > 0 AND NOT is_guest;
CREATE INDEX people_names ON people USING gin (search_name gin_trgm_ops) WHERE profile_version > 0 AND NOT is_guest;
