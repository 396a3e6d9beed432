-- The owner of a bot, who is notified of decisions about it. Null: the account is a person's.
ALTER TABLE people ADD COLUMN owner_id uuid;
