-- The files of a message with their alternative texts, as they were before a change and when they were reported: as in messages.files (0021). NULL: none, or
-- copied before this was kept.
ALTER TABLE message_edits ADD COLUMN files jsonb;
ALTER TABLE evidence ADD COLUMN files jsonb;
