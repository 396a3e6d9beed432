-- A key is reserved before its request runs, and answered when the request has: a row without an answer is of a request in progress, and is its holder's
-- until the lease is over. An instance of the version before answers 500 to a repeat of a request that is in progress here, and changes nothing.
ALTER TABLE idempotency_keys
    ALTER COLUMN status DROP NOT NULL,
    ALTER COLUMN answer DROP NOT NULL,
    ADD COLUMN holder uuid,
    ADD COLUMN leased_until timestamptz,
    ADD CONSTRAINT idempotency_keys_state CHECK (answer IS NOT NULL OR (holder IS NOT NULL AND leased_until IS NOT NULL));
