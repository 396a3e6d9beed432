-- Whose pictures in the object store may hold more than the present one: written before an upload, on a change and on
-- erasure, removed once the store was looked through. A crash between database and store leaves nothing behind.
CREATE TABLE picture_cleanups (
    user_id uuid PRIMARY KEY,
    due_at timestamptz NOT NULL
);

CREATE INDEX picture_cleanups_due_at ON picture_cleanups (due_at);

-- Forgotten passwords. The call only writes a row, whether or not there is such an account; a worker does the rest.
-- Handled rows stay for a day without the identifier: they count how often an address asked.
CREATE TABLE password_reset_requests (
    id uuid PRIMARY KEY,
    identifier text,
    address_hash bytea,
    requested_at timestamptz NOT NULL,
    handled_at timestamptz
);

CREATE INDEX password_reset_requests_waiting ON password_reset_requests (requested_at) WHERE handled_at IS NULL;
CREATE INDEX password_reset_requests_address ON password_reset_requests (address_hash, requested_at);

-- Identity providers' tokens that have signed somebody in: none does twice.
CREATE TABLE used_id_tokens (
    hash bytea PRIMARY KEY,
    expires_at timestamptz NOT NULL
);

CREATE INDEX used_id_tokens_expires_at ON used_id_tokens (expires_at);
