-- Forgotten passwords wait for their turn instead of being dropped: for an address that asks very often, and for an account that has
-- had its links of the hour. Each attempt moves due_at ahead, so that one that fails, or whose process dies, does not hold up the others.
ALTER TABLE password_reset_requests
    ADD COLUMN due_at timestamptz,
    ADD COLUMN attempts integer NOT NULL DEFAULT 0,
    ADD COLUMN user_id uuid REFERENCES users (id);

UPDATE password_reset_requests SET due_at = requested_at;
ALTER TABLE password_reset_requests ALTER COLUMN due_at SET NOT NULL;

DROP INDEX password_reset_requests_waiting;
CREATE INDEX password_reset_requests_waiting ON password_reset_requests (due_at) WHERE handled_at IS NULL;
-- An account waits once for its next link: a further request is answered by that one.
CREATE UNIQUE INDEX password_reset_requests_user ON password_reset_requests (user_id) WHERE handled_at IS NULL AND user_id IS NOT NULL;
