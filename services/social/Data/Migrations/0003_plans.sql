-- What payments announces of people (Plans/): what their plan allows, and until when they are shown on top of discovery.
CREATE TABLE entitlements (
    user_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    plan text NOT NULL,
    codes text[] NOT NULL,
    ends_at timestamptz
);
CREATE INDEX entitlements_priority ON entitlements (user_id) WHERE 'priority_visibility' = ANY (codes);

CREATE TABLE boosts (
    user_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    boosted_until timestamptz NOT NULL
);
CREATE INDEX boosts_until ON boosts (boosted_until);

-- Until when moderators have silenced a person (Moderation/): may read and not write.
ALTER TABLE people ADD COLUMN muted_until timestamptz;
