-- Of which version joined_at is: a join that is heard of after a new role still says when it was.
ALTER TABLE memberships ADD COLUMN joined_version bigint NOT NULL DEFAULT 0;
UPDATE memberships SET joined_version = version WHERE joined_at IS NOT NULL;
