-- Passkeys (WebAuthn): public keys of credentials that users hold on their devices.
CREATE TABLE passkeys (
    credential_id bytea PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    user_id uuid NOT NULL REFERENCES users (id),
    name text NOT NULL,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    transports text[] NOT NULL,
    is_backup_eligible boolean NOT NULL,
    is_backed_up boolean NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz
);

CREATE INDEX passkeys_user_id ON passkeys (user_id);

-- Challenges that wait for a passkey's answer. The user is known only where a passkey is added.
CREATE TABLE passkey_ceremonies (
    id uuid PRIMARY KEY,
    user_id uuid REFERENCES users (id),
    state text NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE INDEX passkey_ceremonies_user_id ON passkey_ceremonies (user_id);
CREATE INDEX passkey_ceremonies_expires_at ON passkey_ceremonies (expires_at);
