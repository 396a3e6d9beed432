-- Who began a direct conversation: how many a day is limited.
ALTER TABLE channels ADD COLUMN opened_by uuid;
CREATE INDEX channels_opened ON channels (opened_by, created_at) WHERE kind = 'direct';
