-- Integration events committed with the change that they announce, until the broker has confirmed them.
CREATE TABLE outbox_messages (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL,
    partition smallint NOT NULL,
    aggregate_id uuid NOT NULL,
    type text NOT NULL,
    payload text NOT NULL,
    trace_parent text,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX outbox_messages_partition_seq ON outbox_messages (partition, seq);

-- A queue lives by being emptied: vacuum by count, not by a share of a table that is usually empty.
ALTER TABLE outbox_messages SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- What was consumed, written in the transaction of its effect: a redelivery finds its row and does nothing.
CREATE TABLE inbox_messages (
    message_id uuid NOT NULL,
    consumer text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (message_id, consumer)
);

CREATE INDEX inbox_messages_received_at ON inbox_messages (received_at);
