-- Mutes that moderators imposed (Moderation/Mutes.cs), the newest version of each. A muted user reads and does not write for others.
CREATE TABLE mutes (
    sanction_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    user_id uuid NOT NULL,
    -- Null: until it is lifted.
    until timestamptz,
    is_lifted boolean NOT NULL
);
CREATE INDEX mutes_user ON mutes (user_id);
