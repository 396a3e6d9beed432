-- One audit record for all services: entries, and beside them the hash chain over the entries (Audit/AuditSealer.cs).
ALTER TABLE audit_entries
    ADD COLUMN service text NOT NULL DEFAULT 'identity',
    ADD COLUMN object_id uuid;

CREATE INDEX audit_entries_user_id ON audit_entries (user_id, occurred_at DESC);
CREATE INDEX audit_entries_actor_id ON audit_entries (actor_id, occurred_at DESC);
CREATE INDEX audit_entries_object_id ON audit_entries (object_id) WHERE object_id IS NOT NULL;

CREATE TABLE audit_seals (
    seq bigint PRIMARY KEY,
    entry_id uuid NOT NULL UNIQUE,
    hash bytea NOT NULL
);

-- Words of the actor about a user: not part of the chain, so that they can be erased with the user.
CREATE TABLE audit_notes (
    entry_id uuid PRIMARY KEY,
    user_id uuid NOT NULL,
    note text NOT NULL
);

CREATE INDEX audit_notes_user_id ON audit_notes (user_id);

-- Entries that wait for their place in the chain. The trigger adds them, also for instances of the version before.
CREATE TABLE audit_unsealed (entry_id uuid PRIMARY KEY);

CREATE FUNCTION audit_entry_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_unsealed (entry_id) VALUES (NEW.id);
    RETURN NULL;
END $$;

CREATE TRIGGER audit_entries_wait AFTER INSERT ON audit_entries FOR EACH ROW EXECUTE FUNCTION audit_entry_waits();
INSERT INTO audit_unsealed (entry_id) SELECT id FROM audit_entries;

CREATE TRIGGER audit_seals_append_only BEFORE UPDATE OR DELETE ON audit_seals FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_seals_not_emptied BEFORE TRUNCATE ON audit_seals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_entries_not_emptied BEFORE TRUNCATE ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
