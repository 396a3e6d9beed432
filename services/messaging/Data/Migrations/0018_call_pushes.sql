-- Devices that a call has yet to ring by Web Push (Calls/): gone when they were rung, or when the call rings no more.
CREATE TABLE call_pushes (
    call_id uuid NOT NULL REFERENCES calls ON DELETE CASCADE,
    subscription_id uuid NOT NULL REFERENCES push_subscriptions ON DELETE CASCADE,
    -- Not tried before this: the next attempt, or the end of the lease of whoever is trying now.
    available_at timestamptz NOT NULL,
    PRIMARY KEY (call_id, subscription_id)
);
CREATE INDEX call_pushes_due ON call_pushes (available_at);
CREATE INDEX call_pushes_subscription ON call_pushes (subscription_id);
