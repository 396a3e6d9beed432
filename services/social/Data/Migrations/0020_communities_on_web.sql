-- Owners decide whether a community can be read without signing in.
ALTER TABLE communities ADD COLUMN is_on_web boolean NOT NULL DEFAULT false;
CREATE INDEX communities_on_web ON communities (created_at DESC, id DESC) WHERE is_on_web AND deleted_at IS NULL AND removed_at IS NULL AND held_at IS NULL
    AND visibility <> 'private';
