-- Changes of mail addresses and phone numbers: asked for, proved by what was sent to the new one, and open for a while to be undone by
-- the old one, which stays reserved until then.
CREATE TABLE contact_changes (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    channel text NOT NULL CHECK (channel IN ('email', 'phone')),
    old_value text,
    old_key text,
    new_value text NOT NULL,
    session_id uuid NOT NULL,
    requested_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    undone_at timestamptz
);

CREATE INDEX contact_changes_user_id ON contact_changes (user_id, requested_at DESC);
CREATE INDEX contact_changes_old_key ON contact_changes (old_key) WHERE confirmed_at IS NOT NULL AND undone_at IS NULL;
CREATE INDEX contact_changes_requested_at ON contact_changes (requested_at);
