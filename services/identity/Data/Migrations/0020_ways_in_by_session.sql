-- Which session added a way in, and since when the account knew the client that began a session. An owner who takes the account back
-- removes what the refused session, and clients that were new then, have added; the rest stays. Older rows were added by known clients.
ALTER TABLE sessions ADD COLUMN known_since timestamptz NOT NULL DEFAULT 'epoch';
ALTER TABLE known_addresses ADD COLUMN first_seen_at timestamptz NOT NULL DEFAULT 'epoch';
ALTER TABLE known_devices ADD COLUMN first_seen_at timestamptz NOT NULL DEFAULT 'epoch';
ALTER TABLE one_time_tokens ADD COLUMN session_id uuid;
ALTER TABLE passkeys ADD COLUMN added_by uuid;
ALTER TABLE external_logins ADD COLUMN added_by uuid;
ALTER TABLE authenticators ADD COLUMN added_by uuid;
ALTER TABLE recovery_codes ADD COLUMN added_by uuid;
