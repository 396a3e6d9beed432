-- The second factor of a login: an authenticator app (RFC 6238), and codes on paper for the day when it is lost.
ALTER TABLE users ADD COLUMN second_factor_since timestamptz;

CREATE TABLE authenticators (
    user_id uuid PRIMARY KEY REFERENCES users (id),
    sealed_secret bytea NOT NULL,
    created_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    last_step bigint NOT NULL DEFAULT 0
);

CREATE TABLE recovery_codes (
    user_id uuid NOT NULL REFERENCES users (id),
    hash bytea NOT NULL,
    created_at timestamptz NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (user_id, hash)
);

-- Logins that wait for the second factor.
CREATE TABLE login_challenges (
    hash bytea PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    attempts integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE INDEX login_challenges_user_id ON login_challenges (user_id);
CREATE INDEX login_challenges_expires_at ON login_challenges (expires_at);
