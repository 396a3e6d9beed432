-- Boosts (Boosts/): until when somebody is shown on top of discovery.
CREATE TABLE boosts (
    user_id uuid PRIMARY KEY,
    boosted_until timestamptz NOT NULL,
    version bigint NOT NULL
);

-- One open order for one thing and buyer (Orders/OwnOffers.cs).
CREATE INDEX orders_own_offers ON orders (user_id, purpose, reference_id) WHERE status = 'open';

-- Who registered with whose code (Referrals/).
CREATE TABLE referrals (
    id uuid PRIMARY KEY,
    -- null: erased
    referrer_id uuid,
    referred_id uuid UNIQUE,
    credits_earned bigint NOT NULL CHECK (credits_earned >= 0),
    created_at timestamptz NOT NULL,
    converted_at timestamptz,
    CHECK (referrer_id <> referred_id)
);
CREATE INDEX referrals_of_referrer ON referrals (referrer_id);

-- Counts a referrer's conversions; its lock makes each number come once.
CREATE TABLE referrers (
    user_id uuid PRIMARY KEY,
    conversions integer NOT NULL
);

-- Plans (Plans/): what was given, and what the fleet was told that a person has.
CREATE TABLE plan_grants (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL,
    plan text NOT NULL,
    -- what for, once
    reference text NOT NULL UNIQUE,
    starts_at timestamptz NOT NULL,
    until timestamptz
);
CREATE INDEX plan_grants_of_user ON plan_grants (user_id);

CREATE TABLE entitlements (
    user_id uuid PRIMARY KEY,
    plan text NOT NULL,
    until timestamptz,
    version bigint NOT NULL
);
CREATE INDEX entitlements_until ON entitlements (until) WHERE until IS NOT NULL;

-- Subscriptions (Subscriptions/). They name a subscriber, not a person: erasing a person cuts the one link.
CREATE TABLE subscribers (
    id uuid PRIMARY KEY,
    user_id uuid UNIQUE,
    version bigint NOT NULL DEFAULT 0,
    stripe_customer_id text UNIQUE,
    customer_failures integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL
);

CREATE TABLE subscriptions (
    id uuid PRIMARY KEY,
    subscriber_id uuid NOT NULL REFERENCES subscribers,
    plan text NOT NULL,
    next_plan text,
    status text NOT NULL CHECK (status IN ('creating', 'pending', 'active', 'past_due', 'ended')),
    cancel_at_period_end boolean NOT NULL DEFAULT false,
    current_period_start timestamptz,
    current_period_end timestamptz,
    grace_until timestamptz,
    stripe_subscription_id text UNIQUE,
    payment_method text NOT NULL,
    session_id text UNIQUE,
    session_url text,
    success_url text NOT NULL,
    cancel_url text NOT NULL,
    closing text,
    -- another was paid first: every payment for this one goes back
    is_superfluous boolean NOT NULL DEFAULT false,
    applied bigint NOT NULL DEFAULT 0,
    checks integer NOT NULL DEFAULT 0,
    next_check_at timestamptz,
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    CHECK (status NOT IN ('active', 'past_due') OR (current_period_end IS NOT NULL AND stripe_subscription_id IS NOT NULL))
);
CREATE UNIQUE INDEX subscriptions_one_at_a_time ON subscriptions (subscriber_id) WHERE status <> 'ended';
CREATE INDEX subscriptions_of_subscriber ON subscriptions (subscriber_id);
CREATE INDEX subscriptions_to_check ON subscriptions (next_check_at) WHERE next_check_at IS NOT NULL;

CREATE TABLE subscription_invoices (
    invoice_id text PRIMARY KEY,
    subscription_id uuid NOT NULL REFERENCES subscriptions,
    order_id uuid NOT NULL REFERENCES orders
);
CREATE INDEX subscription_invoices_of_subscription ON subscription_invoices (subscription_id);

-- Every price at Stripe that stands, or stood, for a plan: who subscribed at an old one keeps it.
CREATE TABLE plan_prices (
    price_id text PRIMARY KEY,
    plan text NOT NULL
);
