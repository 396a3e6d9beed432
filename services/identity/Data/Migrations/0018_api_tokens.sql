-- Tokens for programs of users. Each is a session that has no refresh token: what ends sessions ends them too.
CREATE TABLE api_tokens (
    id uuid PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users (id),
    name text NOT NULL,
    hash bytea NOT NULL UNIQUE,
    prefix text NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz
);

CREATE INDEX api_tokens_user_id ON api_tokens (user_id);
