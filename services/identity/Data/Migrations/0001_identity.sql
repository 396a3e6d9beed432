-- People. Erasing one leaves the row as a tombstone: id, version and erased_at, nothing else that tells who it was.
CREATE TABLE users (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    username text NOT NULL,
    username_key text NOT NULL UNIQUE,
    email text,
    email_key text UNIQUE,
    email_verified_at timestamptz,
    phone text UNIQUE,
    phone_verified_at timestamptz,
    password_hash text,
    full_name text,
    bio text,
    location text,
    region text,
    city text,
    age integer,
    gender text,
    interests text[] NOT NULL DEFAULT '{}',
    identity_badge text,
    picture_key text,
    linkedin_url text,
    github_url text,
    roles text[] NOT NULL,
    is_guest boolean NOT NULL DEFAULT false,
    suspended_at timestamptz,
    suspended_until timestamptz,
    suspension_reason text,
    referral_code text NOT NULL UNIQUE,
    referred_by uuid,
    created_at timestamptz NOT NULL,
    last_login_at timestamptz,
    erased_at timestamptz
);

CREATE INDEX users_referred_by ON users (referred_by) WHERE referred_by IS NOT NULL;
CREATE INDEX users_created_at ON users (created_at DESC, id);

-- A login at a device. The refresh token is stored as a hash; previous_hash and rotation_salt serve the one repeat of
-- the token just replaced. A session that ended stays for a while: its tokens must be refused until they expire.
CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    refresh_hash bytea NOT NULL,
    previous_hash bytea,
    rotation_salt bytea,
    rotated_at timestamptz,
    user_agent text,
    ip_address text,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    end_reason text
);

CREATE INDEX sessions_user_id ON sessions (user_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_ended_at ON sessions (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX sessions_expires_at ON sessions (expires_at);

-- Addresses from which somebody has proved to be this person: attacks from elsewhere don't slow these down.
CREATE TABLE known_addresses (
    user_id uuid NOT NULL REFERENCES users (id),
    address_hash bytea NOT NULL,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, address_hash)
);

-- Failed logins, counted under hashes of what was tried and from where, whether or not the account exists.
CREATE TABLE login_failures (
    key bytea PRIMARY KEY,
    failures integer NOT NULL,
    last_failure_at timestamptz NOT NULL
);

CREATE INDEX login_failures_last_failure_at ON login_failures (last_failure_at);

CREATE TABLE external_logins (
    provider text NOT NULL,
    subject text NOT NULL,
    user_id uuid NOT NULL REFERENCES users (id),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (provider, subject)
);

CREATE INDEX external_logins_user_id ON external_logins (user_id);

-- What was sent to prove a mail address or a phone number, or to reset a password: one use, an end, hashed.
CREATE TABLE one_time_tokens (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    purpose text NOT NULL,
    target text NOT NULL,
    hash bytea NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE INDEX one_time_tokens_hash ON one_time_tokens (hash);
CREATE INDEX one_time_tokens_user_id ON one_time_tokens (user_id, purpose);
CREATE INDEX one_time_tokens_expires_at ON one_time_tokens (expires_at);

-- The keys that sign access tokens; the private part is encrypted under the key-encryption key of the configuration.
CREATE TABLE signing_keys (
    kid text PRIMARY KEY,
    public_key bytea NOT NULL,
    encrypted_private_key bytea NOT NULL,
    created_at timestamptz NOT NULL,
    signs_from timestamptz NOT NULL,
    retires_at timestamptz NOT NULL
);

-- People who wait for the product's launch.
CREATE TABLE waitlist_entries (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL,
    email_key text NOT NULL UNIQUE,
    source text,
    status_token_hash bytea NOT NULL UNIQUE,
    confirmation_sent_at timestamptz,
    subscribed_at timestamptz NOT NULL
);

-- Conversions that payments announced, for GET /users/me/referral.
CREATE TABLE referral_conversions (
    referral_id uuid PRIMARY KEY,
    referrer_id uuid NOT NULL,
    referred_id uuid NOT NULL,
    credits_earned bigint NOT NULL,
    converted_at timestamptz NOT NULL
);

CREATE INDEX referral_conversions_referrer_id ON referral_conversions (referrer_id);

-- What administrators did, append-only.
CREATE TABLE audit_entries (
    id uuid PRIMARY KEY,
    actor_id uuid NOT NULL,
    action text NOT NULL,
    user_id uuid,
    details jsonb NOT NULL,
    occurred_at timestamptz NOT NULL
);

CREATE INDEX audit_entries_occurred_at ON audit_entries (occurred_at DESC, id);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit entries cannot be changed';
END $$;

CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
