-- The last change of a message is the end of its range: a message with thousands of reactions in ten minutes costs no more than another.
CREATE INDEX message_changes_last ON message_changes (message_id, id);
DROP INDEX message_changes_message;
