-- What payments announces of people (Plans/): what their plan allows.
CREATE TABLE entitlements (
    user_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    plan text NOT NULL,
    codes text[] NOT NULL,
    ends_at timestamptz
);
