-- The user who last set the address or the secret of an endpoint, and when: one that a stranger set is switched off when the owner takes
-- the account back. Null: set before this was kept, by the owner.
ALTER TABLE webhook_endpoints ADD COLUMN set_by uuid, ADD COLUMN set_at timestamptz;
