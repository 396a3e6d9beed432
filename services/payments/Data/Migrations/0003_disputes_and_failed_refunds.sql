-- A dispute (Disputes/): what a bank says of a charge, as the provider had it when it was last asked. It moves money only while it is withdrawn.
CREATE TABLE disputes (
    -- the provider's id
    id text PRIMARY KEY,
    -- null: of a charge that belongs to no payment of ours; an operator looks at it
    order_id uuid REFERENCES orders,
    payment_id uuid REFERENCES payments,
    charge_id text,
    amount bigint NOT NULL,
    currency text NOT NULL,
    reason text,
    -- the provider's word
    status text NOT NULL,
    -- the bank has the money now, and nothing is decided
    withdrawn_amount bigint NOT NULL DEFAULT 0 CHECK (withdrawn_amount >= 0),
    -- counts withdrawals: the reference of each in the ledger
    withdrawals integer NOT NULL DEFAULT 0,
    is_lost boolean NOT NULL DEFAULT false,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    -- when the provider is asked without a notice from it; null: it is over
    next_check_at timestamptz
);
CREATE INDEX disputes_of_order ON disputes (order_id);
CREATE INDEX disputes_to_check ON disputes (next_check_at) WHERE next_check_at IS NOT NULL;

-- Money that a bank has taken and a dispute has not decided about.
ALTER TABLE payments ADD COLUMN disputing_amount bigint NOT NULL DEFAULT 0 CHECK (disputing_amount >= 0);

-- closed: a page that was replaced, withdrawn or has run out; nothing was charged and nothing went wrong
ALTER TABLE payments DROP CONSTRAINT payments_status_check;
ALTER TABLE payments ADD CONSTRAINT payments_status_check CHECK (status IN ('creating', 'pending', 'succeeded', 'failed', 'closed'));

-- refund_failed: money that was to go back has come back from the buyer's bank, and is owed to the buyer
ALTER TABLE orders DROP CONSTRAINT orders_status_check;
ALTER TABLE orders ADD CONSTRAINT orders_status_check
    CHECK (status IN ('open', 'paid', 'fulfilled', 'expired', 'withdrawn', 'refunded', 'partially_refunded', 'refund_failed'));

ALTER TABLE refunds DROP CONSTRAINT refunds_status_check;
ALTER TABLE refunds ADD CONSTRAINT refunds_status_check CHECK (status IN ('pending', 'succeeded', 'cancelled', 'failed'));
ALTER TABLE refunds
    -- how often the provider's refund failed: each try is a refund of its own there, under a key of its own
    ADD COLUMN tries integer NOT NULL DEFAULT 0,
    -- how often the provider refused: a refusal is remembered under its key for a day
    ADD COLUMN refusals integer NOT NULL DEFAULT 0,
    -- the provider's refunds that failed: what comes late about them says nothing of the present one
    ADD COLUMN failed_provider_ids text[] NOT NULL DEFAULT '{}',
    -- the seller was told: not again when a later try arrives
    ADD COLUMN is_announced boolean NOT NULL DEFAULT false,
    -- credits or paid_out, where it did not go back by the provider
    ADD COLUMN settled_as text,
    ADD COLUMN note text;
UPDATE refunds SET is_announced = true WHERE status = 'succeeded';
DROP INDEX refunds_pending;
CREATE INDEX refunds_pending ON refunds (next_attempt_at) WHERE status IN ('pending', 'failed');
