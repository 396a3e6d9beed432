-- Since when an entry waits for its place in the chain: an act of a service that was away is old when it arrives.
ALTER TABLE audit_unsealed ADD COLUMN since timestamptz NOT NULL DEFAULT clock_timestamp();

-- How far the record was verified in the background (Audit/AuditVerifier.cs). There is one row.
CREATE TABLE audit_progress (
    id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    seq bigint NOT NULL DEFAULT 0,
    entry_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    checked_at timestamptz,
    whole_at timestamptz,
    whole_through bigint,
    first_fault bigint,
    first_unsealed uuid
);

INSERT INTO audit_progress DEFAULT VALUES;
