-- What buyers are to be written about their payments and refunds (Receipts/): committed with the change, mailed at once, and kept for a month as
-- the trace of whose a delivery was.
CREATE TABLE mail_notices (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('payment', 'refund')),
    order_id uuid NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    payment_id uuid NOT NULL,
    refund_id uuid,
    created_at timestamptz NOT NULL,
    next_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    delivery_id uuid,
    done_at timestamptz,
    CHECK ((kind = 'refund') = (refund_id IS NOT NULL))
);
CREATE INDEX mail_notices_due ON mail_notices (next_at) WHERE done_at IS NULL;
CREATE INDEX mail_notices_done ON mail_notices (done_at) WHERE done_at IS NOT NULL;
CREATE INDEX mail_notices_user ON mail_notices (user_id);
CREATE INDEX mail_notices_order ON mail_notices (order_id);

-- The language that the buyer's client asked for: en, ar, or unknown.
ALTER TABLE payments ADD COLUMN language text;
ALTER TABLE subscriptions ADD COLUMN language text;
