-- By what a repeated request is recognised whose effect commits before its answer is stored: a value derived from its Idempotency-Key.
ALTER TABLE payments ADD COLUMN key_id uuid;
ALTER TABLE subscriptions ADD COLUMN changed_by_key uuid;
