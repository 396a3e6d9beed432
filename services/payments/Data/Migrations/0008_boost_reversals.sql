-- The orders of boosts whose time was taken back (Boosts/): once each, by an operator's refund, a lost dispute, or a refund at the provider.
CREATE TABLE boost_reversals (
    order_id uuid PRIMARY KEY REFERENCES orders (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL
);
INSERT INTO boost_reversals (order_id, created_at)
SELECT orders.id, min(refunds.created_at)
FROM orders
JOIN payments ON payments.order_id = orders.id AND NOT payments.is_surplus
JOIN refunds ON refunds.payment_id = payments.id
WHERE orders.purpose = 'boost'
GROUP BY orders.id;

-- Subscriptions with a lost dispute are found from the few disputes that are lost (Subscriptions/SubscriptionWork).
CREATE INDEX disputes_lost ON disputes (order_id) WHERE is_lost;
