-- Numbers behind a number that have nothing to be read: messages of others that were deleted, or that a rule keeps back. An unread count stays one
-- subtraction; this is what is taken off besides, and it costs as many index entries as there are such messages.
CREATE INDEX messages_unshown ON messages (channel_id, seq) INCLUDE (author_id) WHERE is_held OR deleted_at IS NOT NULL;

CREATE FUNCTION unshown_after(channel uuid, after_seq bigint, reader uuid) RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT count(*) FROM messages m WHERE m.channel_id = $1 AND m.seq > $2 AND (m.is_held OR m.deleted_at IS NOT NULL) AND m.author_id <> $3 $$;

-- The index above is this one, and more. The function held_after stays for instances of the version before.
DROP INDEX messages_held;
