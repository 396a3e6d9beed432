-- What this service sells (Selling/): one row for each offer, whatever is bought. An order's person is taken out when the person is erased;
-- the money stays on record.
CREATE TABLE sale_orders (
    id uuid PRIMARY KEY,
    user_id uuid,
    version bigint NOT NULL DEFAULT 0,
    status text NOT NULL CHECK (status IN ('open', 'ended', 'fulfilled', 'refunding', 'refunded')),
    purpose text NOT NULL,
    product_id uuid,
    description text NOT NULL,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    currency text NOT NULL,
    price_credits bigint CHECK (price_credits > 0),
    offered_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    end_reason text,
    paid_at timestamptz,
    paid_amount bigint,
    paid_currency text,
    fulfilled_at timestamptz,
    refund_requested_at timestamptz,
    refunded_amount bigint NOT NULL DEFAULT 0,
    refunded_at timestamptz,
    CHECK ((paid_at IS NULL) = (paid_amount IS NULL) AND (paid_at IS NULL) = (paid_currency IS NULL)),
    CHECK (status NOT IN ('fulfilled', 'refunding') OR paid_at IS NOT NULL)
);
CREATE INDEX sale_orders_of_person ON sale_orders (user_id, purpose, product_id, offered_at DESC);
