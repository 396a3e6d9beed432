-- The picture of a reported profile or community (Moderation/ContentCopies): as long as a row names it, it is not deleted.
ALTER TABLE content_copies ADD COLUMN object_key text;
CREATE INDEX content_copies_object ON content_copies (object_key) WHERE object_key IS NOT NULL;
