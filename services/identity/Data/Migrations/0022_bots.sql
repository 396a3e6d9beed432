-- Bots: accounts of programs, each with an owner. A bot has no login of any kind and no rights of staff; the table refuses both.
ALTER TABLE users ADD COLUMN owner_id uuid REFERENCES users (id);
ALTER TABLE users ADD CONSTRAINT users_bots_only_act CHECK (
    owner_id IS NULL
    OR (owner_id <> id AND email IS NULL AND email_key IS NULL AND phone IS NULL AND password_hash IS NULL AND second_factor_since IS NULL
        AND NOT is_guest AND referred_by IS NULL AND roles = ARRAY['attendee'])
);
CREATE INDEX users_owner_id ON users (owner_id) WHERE owner_id IS NOT NULL;
