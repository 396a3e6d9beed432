-- A device that takes Web Push belongs to the session that added it, and goes with it (WebPush/PushConsumers.cs). A device from before has none: it
-- goes with any session of its person that ends.
ALTER TABLE push_subscriptions ADD COLUMN session_id uuid;
CREATE INDEX push_subscriptions_session ON push_subscriptions (session_id);

-- Sessions that ended a while ago, as long as one of their access tokens may still be accepted: they add no device any more.
CREATE TABLE ended_sessions (
    session_id uuid PRIMARY KEY,
    tokens_expire_at timestamptz NOT NULL
);
CREATE INDEX ended_sessions_expiry ON ended_sessions (tokens_expire_at);
