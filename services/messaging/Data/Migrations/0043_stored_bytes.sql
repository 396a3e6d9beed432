-- The sum of a user's files is read with each upload: from the index alone.
CREATE INDEX attachments_stored ON attachments (user_id) INCLUDE (byte_count);
