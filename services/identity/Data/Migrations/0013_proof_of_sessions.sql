-- When the user of a session last proved their identity, and when by two factors. Sessions that began before are asked again.
ALTER TABLE sessions ADD COLUMN authenticated_at timestamptz NOT NULL DEFAULT 'epoch', ADD COLUMN second_factor_at timestamptz;
