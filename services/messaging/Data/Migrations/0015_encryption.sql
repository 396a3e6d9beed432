-- Which key a text is encrypted with (Encryption/); null: it stands as it was written. What is encrypted is not searched in.
ALTER TABLE messages ADD COLUMN key_id text;
ALTER TABLE message_edits ADD COLUMN key_id text;

-- According to which policy (what is encrypted, and with which key) all messages were written, and up to which: whatever is newer was.
CREATE TABLE resealing (
    kind text PRIMARY KEY CHECK (kind = 'messages'),
    policy text NOT NULL,
    done_up_to uuid NOT NULL
);
