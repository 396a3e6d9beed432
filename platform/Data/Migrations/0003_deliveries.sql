-- Mail and text messages that a committed change has promised (Mail/Delivery.cs).
CREATE TABLE deliveries (
    id           uuid        PRIMARY KEY,
    kind         text        NOT NULL CHECK (kind IN ('mail', 'sms')),
    content      jsonb,
    trace_parent text,
    created_at   timestamptz NOT NULL,
    available_at timestamptz NOT NULL,
    attempts     integer     NOT NULL DEFAULT 0,
    sent_at      timestamptz,
    failed_at    timestamptz,
    CHECK (sent_at IS NULL OR content IS NULL)
);

CREATE INDEX deliveries_waiting ON deliveries (available_at) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX deliveries_ended ON deliveries (coalesce(sent_at, failed_at)) WHERE sent_at IS NOT NULL OR failed_at IS NOT NULL;
