-- What moderators decided (Moderation/). Removals and restorations of one content rise in one version, so that the newest counts.
ALTER TABLE events ADD COLUMN moderation_version bigint NOT NULL DEFAULT 0;
ALTER TABLE photos ADD COLUMN moderation_version bigint NOT NULL DEFAULT 0;
-- Hidden from everybody at once, and deleted with its file when no appeal can bring it back any more.
ALTER TABLE photos ADD COLUMN removed_at timestamptz;
CREATE INDEX photos_removed ON photos (removed_at) WHERE removed_at IS NOT NULL;
