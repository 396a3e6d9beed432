-- The time that each order of a boost has bought (Boosts/), so that only what is left of it is taken back, once: by an operator's refund, a lost
-- dispute, or a refund at the provider. The periods of a user do not overlap.
CREATE TABLE boost_periods (
    order_id uuid PRIMARY KEY REFERENCES orders (id) ON DELETE CASCADE,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    reversed_at timestamptz
);
INSERT INTO boost_periods (order_id, starts_at, ends_at, reversed_at)
SELECT orders.id, orders.fulfilled_at, orders.fulfilled_at + CASE orders.reference_id
        WHEN '0198c0de-0000-7000-8000-0000000b0007' THEN interval '7 days' ELSE interval '1 day' END,
    (SELECT min(refunds.created_at) FROM refunds JOIN payments ON payments.id = refunds.payment_id
     WHERE payments.order_id = orders.id AND NOT payments.is_surplus)
FROM orders WHERE orders.purpose = 'boost' AND orders.fulfilled_at IS NOT NULL;

-- Subscriptions with a lost dispute are found from the few disputes that are lost (Subscriptions/SubscriptionWork).
CREATE INDEX disputes_lost ON disputes (order_id) WHERE is_lost;
