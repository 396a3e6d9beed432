-- When a person last changed a message of theirs; null: never.
ALTER TABLE companion_messages ADD COLUMN edited_at timestamptz;
