-- By what a repeated registration is recognised: a hash of the Idempotency-Key that it came with, for a day.
CREATE TABLE registration_keys (
    user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    key_id uuid NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX registration_keys_created_at ON registration_keys (created_at);
