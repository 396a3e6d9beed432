-- Browsers that are on their way through an identity provider. The user is known only where the provider is linked to an account.
CREATE TABLE provider_authorizations (
    state_hash bytea PRIMARY KEY,
    provider text NOT NULL,
    user_id uuid REFERENCES users (id),
    sealed_secrets bytea NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE INDEX provider_authorizations_user_id ON provider_authorizations (user_id);
CREATE INDEX provider_authorizations_expires_at ON provider_authorizations (expires_at);
