-- Devices on which a person has logged in: each has a token of its own, stored as a hash. Attacks from elsewhere don't slow these down.
CREATE TABLE known_devices (
    token_hash bytea PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    seen_at timestamptz NOT NULL
);

CREATE INDEX known_devices_user_id ON known_devices (user_id, seen_at DESC);
CREATE INDEX known_devices_seen_at ON known_devices (seen_at);

-- An address's failures drain away by fractions (Login/LoginLimiter.cs).
ALTER TABLE login_failures ALTER COLUMN failures TYPE double precision;

-- Logins by password, with how they ended: a row for an account, a network, an outcome and an hour. Without an account: nobody has the
-- name that was typed, which is not kept. Networks are truncated addresses.
CREATE TABLE sign_ins (
    user_id uuid REFERENCES users (id),
    network text NOT NULL,
    outcome text NOT NULL,
    hour timestamptz NOT NULL,
    count integer NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    user_agent text,
    UNIQUE NULLS NOT DISTINCT (user_id, network, outcome, hour)
);

CREATE INDEX sign_ins_last_at ON sign_ins (last_at);
