-- The first answer to a request that carried an Idempotency-Key, written in the transaction of its effect.
-- id is a hash of caller, route and key; the answer is encrypted under the key that only the caller has.
CREATE TABLE idempotency_keys (
    id bytea PRIMARY KEY,
    request_hash bytea NOT NULL,
    status smallint NOT NULL,
    answer bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);
