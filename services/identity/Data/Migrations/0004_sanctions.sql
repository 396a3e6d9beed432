-- Suspensions that moderators imposed (Sanctions/), as social announced them, in any order. Of several the one that lasts longest is the
-- account's suspension; users.sanction_id says which that is, and is null for one by an administrator.
CREATE TABLE sanctions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL,
    version bigint NOT NULL,
    suspends boolean NOT NULL,
    until timestamptz,
    reason text NOT NULL
);
CREATE INDEX sanctions_user ON sanctions (user_id) WHERE suspends;

ALTER TABLE users ADD COLUMN sanction_id uuid;
