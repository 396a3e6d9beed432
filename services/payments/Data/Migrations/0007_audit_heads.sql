-- Hashes of identity's audit record, kept here so that a change of that record is found by comparison.
CREATE TABLE audit_heads (
    seq bigint PRIMARY KEY,
    hash bytea NOT NULL,
    received_at timestamptz NOT NULL
);

CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the hashes of the audit record cannot be changed';
END $$;

CREATE TRIGGER audit_heads_append_only BEFORE UPDATE OR DELETE ON audit_heads FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_heads_not_emptied BEFORE TRUNCATE ON audit_heads FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
