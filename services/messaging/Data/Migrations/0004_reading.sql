-- Own messages behind last_read_seq, which are not unread: only where somebody marked a message before them as unread.
ALTER TABLE read_states ADD COLUMN own_unread bigint NOT NULL DEFAULT 0;
